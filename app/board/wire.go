package board

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
)

// Names of the commands and events of the board.
const (
	commandAdd     = "board.add"
	commandChange  = "board.change"
	commandMove    = "board.move"
	commandRemove  = "board.remove"
	commandRestore = "board.restore"
	commandShow    = "board.show"

	eventAdded   = "board.added"
	eventChanged = "board.changed"
	eventMoved   = "board.moved"
	eventRemoved = "board.removed"
	eventShown   = "board.shown"
	eventHidden  = "board.hidden"
	eventImport  = "board.import"
)

// Page is a page of the board.
type Page struct {
	BoardID app.BoardID `json:"boardId"`
	// GroupID is the group of a breakout whose board it belongs to, or "": the main board.
	GroupID app.GroupID `json:"groupId"`
	// Shared says of a group's page that everybody may look at it: the groups are closed.
	Shared bool `json:"shared"`
	// Title may be empty: then the page goes by its number.
	Title    string   `json:"title"`
	Template Template `json:"template" enum:"blank,grid,ruled,axes,music,groups"`
	// Frames are the boards of groups that are seen on the page, where the template is groups.
	Frames []Frame `json:"frames,omitempty"`
	// BreakoutID is whose groups they are.
	BreakoutID app.BreakoutID `json:"breakoutId,omitempty"`
	// Locked keeps all learners from writing, whatever Access says.
	Locked bool `json:"locked"`
	// Access says which learners may write: none, all, or those who are among Writers.
	Access  PageAccess   `json:"access" enum:"none,all,chosen"`
	Writers []app.UserID `json:"writers"`
	// EditOthers lets learners change and delete what others drew; else only what they drew themselves.
	EditOthers bool        `json:"editOthers"`
	Background *Background `json:"background"`
	CreatedBy  app.UserID  `json:"createdBy"`
	CreatedAt  time.Time   `json:"createdAt"`
}

// Frame is the board of a group as a part of a page: BoardID is its first page.
type Frame struct {
	GroupID app.GroupID `json:"groupId"`
	BoardID app.BoardID `json:"boardId"`
	Name    string      `json:"name"` // of the group
}

// Background is the picture below the ink: a page of what was imported. Its size is in pixels.
type Background struct {
	ImportID upload.ImportID `json:"importId"`
	Page     int             `json:"page"`
	Width    int             `json:"width"`
	Height   int             `json:"height"`
}

// BoardAdd adds a page to the main board or that of a group: an empty one, or a copy of another one. It stands behind
// After; without it, at the end.
type BoardAdd struct {
	Type     string      `json:"type" enum:"board.add"`
	ID       string      `json:"id"`
	Title    string      `json:"title,omitempty"`
	Template Template    `json:"template,omitempty" enum:"blank,grid,ruled,axes,music"`
	CopyOf   app.BoardID `json:"copyOf,omitempty"`
	GroupID  app.GroupID `json:"groupId,omitempty"`
	After    app.BoardID `json:"after,omitempty"`
}

// BoardMade is the result of board.add.
type BoardMade struct {
	BoardID app.BoardID `json:"boardId"`
}

// BoardChange changes of a page what it names.
type BoardChange struct {
	Type       string        `json:"type" enum:"board.change"`
	ID         string        `json:"id"`
	BoardID    app.BoardID   `json:"boardId"`
	Title      *string       `json:"title,omitempty"`
	Template   Template      `json:"template,omitempty" enum:"blank,grid,ruled,axes,music"`
	Locked     *bool         `json:"locked,omitempty"`
	Access     PageAccess    `json:"access,omitempty" enum:"none,all,chosen"`
	Writers    *[]app.UserID `json:"writers,omitempty"`
	EditOthers *bool         `json:"editOthers,omitempty"`
}

// BoardMove puts a page behind another one, or, with After empty, at the beginning.
type BoardMove struct {
	Type    string      `json:"type" enum:"board.move"`
	ID      string      `json:"id"`
	BoardID app.BoardID `json:"boardId"`
	After   app.BoardID `json:"after"`
}

// BoardRemove takes a page away; it can be restored.
type BoardRemove struct {
	Type    string      `json:"type" enum:"board.remove"`
	ID      string      `json:"id"`
	BoardID app.BoardID `json:"boardId"`
}

// BoardRestore brings a page back that was removed.
type BoardRestore struct {
	Type    string      `json:"type" enum:"board.restore"`
	ID      string      `json:"id"`
	BoardID app.BoardID `json:"boardId"`
}

// BoardShow says which page everybody sees who follows; with BoardID empty, none is shown any more. A group's page can be
// shown once the groups are closed.
type BoardShow struct {
	Type    string      `json:"type" enum:"board.show"`
	ID      string      `json:"id"`
	BoardID app.BoardID `json:"boardId"`
}

// BoardAdded says that there is a page more, behind After; at the beginning of its board where that is empty. By is nobody
// where a job or the clock made it. A page of a group is told again to everybody when the groups are closed, and to the
// group when they are open again.
type BoardAdded struct {
	live.Head
	Page  Page        `json:"page"`
	After app.BoardID `json:"after"`
	By    app.UserID  `json:"by,omitempty"`
}

// BoardChanged says what a page is like now.
type BoardChanged struct {
	live.Head
	Page Page       `json:"page"`
	By   app.UserID `json:"by"`
}

// BoardHidden says that nobody but the groups and the staff sees the groups' pages any more: the groups are open again.
// For those who go on seeing them, BoardAdded comes right after it.
type BoardHidden struct {
	live.Head
	GroupIDs []app.GroupID `json:"groupIds"`
}

// BoardMoved lists all pages of a board, the main one or a group's, in their new order.
type BoardMoved struct {
	live.Head
	BoardIDs []app.BoardID `json:"boardIds"`
	By       app.UserID    `json:"by"`
}

// BoardRemoved says that a page is gone. If it was shown, none is any more.
type BoardRemoved struct {
	live.Head
	BoardID app.BoardID `json:"boardId"`
	By      app.UserID  `json:"by"`
}

// BoardWasShown says which page everybody sees who follows. With BoardID empty, none is shown any more, and everybody
// looks around; By is nobody where whoever showed it has left.
type BoardWasShown struct {
	live.Head
	BoardID app.BoardID `json:"boardId"`
	By      app.UserID  `json:"by,omitempty"`
}

// BoardImport says how an import stands.
type BoardImport struct {
	live.Head
	Import upload.Import `json:"import"`
}

// Shown is the page that everybody sees who follows.
type Shown struct {
	BoardID app.BoardID `json:"boardId"`
	By      app.UserID  `json:"by"`
}

// BoardSnapshot is the board of a session: the pages that the viewer may see, those of a board in their order. Imports are those that run or failed, for staff alone.
type BoardSnapshot struct {
	Pages   []Page          `json:"pages"`
	Shown   *Shown          `json:"shown"`
	Imports []upload.Import `json:"imports"`
}

// Frames lists what goes over the session's socket, for the description of the API.
func (s *Service) Frames() map[string]any {
	return map[string]any{
		"NoteSnapshot":  NoteSnapshot{},
		"NoteLock":      live.Described{Type: commandLock, Value: NoteLock{}},
		"NoteLocked":    live.Described{Type: eventLocked, Value: NoteLocked{}},
		"BoardSnapshot": BoardSnapshot{},
		"BoardMade":     BoardMade{},
		"BoardAdd":      live.Described{Type: commandAdd, Value: BoardAdd{}},
		"BoardChange":   live.Described{Type: commandChange, Value: BoardChange{}},
		"BoardMove":     live.Described{Type: commandMove, Value: BoardMove{}},
		"BoardRemove":   live.Described{Type: commandRemove, Value: BoardRemove{}},
		"BoardRestore":  live.Described{Type: commandRestore, Value: BoardRestore{}},
		"BoardShow":     live.Described{Type: commandShow, Value: BoardShow{}},
		"BoardAdded":    live.Described{Type: eventAdded, Value: BoardAdded{}},
		"BoardChanged":  live.Described{Type: eventChanged, Value: BoardChanged{}},
		"BoardMoved":    live.Described{Type: eventMoved, Value: BoardMoved{}},
		"BoardRemoved":  live.Described{Type: eventRemoved, Value: BoardRemoved{}},
		"BoardWasShown": live.Described{Type: eventShown, Value: BoardWasShown{}},
		"BoardHidden":   live.Described{Type: eventHidden, Value: BoardHidden{}},
		"BoardImport":   live.Described{Type: eventImport, Value: BoardImport{}},
	}
}
