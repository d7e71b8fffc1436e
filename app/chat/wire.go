package chat

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// ChatTo says to whom a message is.
type ChatTo struct {
	Kind Kind `json:"kind" enum:"everyone,staff,person,group"`
	// UserID is the person. In a message to the staff it is the learner whom the staff answer, given by the server.
	UserID  app.UserID  `json:"userId,omitempty"`
	Name    string      `json:"name,omitempty"` // of the person, given by the server
	GroupID app.GroupID `json:"groupId,omitempty"`
}

// ChatMessage is a message as one viewer gets it. Numbers order the messages of a session; gaps are messages that the
// viewer may not see.
type ChatMessage struct {
	MessageID app.MessageID  `json:"messageId"`
	Number    int64          `json:"number"`
	To        ChatTo         `json:"to"`
	UserID    app.UserID     `json:"userId"`
	Name      string         `json:"name"`
	Role      app.Role       `json:"role" enum:"instructor,assistant,learner,observer"`
	Text      string         `json:"text"`
	ReplyTo   app.MessageID  `json:"replyTo,omitempty"`
	Files     []app.File     `json:"files,omitempty"`
	Reactions []ChatReaction `json:"reactions,omitempty"`
	SentAt    time.Time      `json:"sentAt"`
	EditedAt  *time.Time     `json:"editedAt,omitempty"`
	Deleted   *ChatDeletion  `json:"deleted,omitempty"`
}

// ChatReaction is how often an emoji was given, and whether the viewer did.
type ChatReaction struct {
	Emoji string `json:"emoji"`
	Count int    `json:"count"`
	Mine  bool   `json:"mine"`
}

// ChatDeletion says when a message was deleted, and by whom where it wasn't its sender.
type ChatDeletion struct {
	By string    `json:"by,omitempty"` // a name
	At time.Time `json:"at"`
}

// ChatQuote is what an answer shows of what it answers, where that isn't among the messages that came with it.
type ChatQuote struct {
	MessageID app.MessageID `json:"messageId"`
	Name      string        `json:"name"`
	Text      string        `json:"text"` // the beginning
	Files     int           `json:"files,omitempty"`
	Deleted   bool          `json:"deleted,omitempty"`
}

// ChatSettings say what learners may do.
type ChatSettings struct {
	// Learners says to whom they may write: to everyone, to the staff alone, or not at all.
	Learners string `json:"learners" enum:"everyone,staff_only,off"`
	// Private says whether they may write to each other in private.
	Private bool `json:"private"`
}

// The values of ChatSettings.Learners.
const (
	learnersEveryone  = "everyone"
	learnersStaffOnly = "staff_only"
	learnersOff       = "off"
)

// ChatMuted is somebody who may not write.
type ChatMuted struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
}

// ChatSnapshot is the chat in a welcome.
type ChatSnapshot struct {
	// Messages are the newest that the viewer may see, oldest first.
	Messages []ChatMessage `json:"messages"`
	Quotes   []ChatQuote   `json:"quotes"`
	// Older says whether there may be older ones: GET /sessions/{id}/messages has them.
	Older    bool         `json:"older"`
	Settings ChatSettings `json:"settings"`
	// MutedMe says whether the viewer is muted; Muted is everybody who is, for staff.
	MutedMe bool        `json:"mutedMe"`
	Muted   []ChatMuted `json:"muted"`
	// ReadUpTo is the number up to which the viewer has read, Unread how many of others came after it.
	ReadUpTo int64    `json:"readUpTo"`
	Unread   int      `json:"unread"`
	Emojis   []string `json:"emojis"`
}

// ChatSend writes a message. The ack's result is ChatSendResult.
type ChatSend struct {
	Type    string        `json:"type" enum:"chat.send"`
	To      ChatTo        `json:"to"`
	Text    string        `json:"text"`
	ReplyTo app.MessageID `json:"replyTo,omitempty"`
	FileIDs []app.FileID  `json:"fileIds,omitempty"`
}

// ChatSendResult names the message that was written.
type ChatSendResult struct {
	MessageID app.MessageID `json:"messageId"`
	Number    int64         `json:"number"`
}

// ChatEdit changes the text of one's own message.
type ChatEdit struct {
	Type      string        `json:"type" enum:"chat.edit"`
	MessageID app.MessageID `json:"messageId"`
	Text      string        `json:"text"`
}

// ChatDelete deletes a message.
type ChatDelete struct {
	Type      string        `json:"type" enum:"chat.delete"`
	MessageID app.MessageID `json:"messageId"`
}

// ChatReact gives or takes a reaction.
type ChatReact struct {
	Type      string        `json:"type" enum:"chat.react"`
	MessageID app.MessageID `json:"messageId"`
	Emoji     string        `json:"emoji"`
	On        bool          `json:"on"`
}

// ChatMute keeps somebody from writing, or no longer.
type ChatMute struct {
	Type   string     `json:"type" enum:"chat.mute"`
	UserID app.UserID `json:"userId"`
	Muted  bool       `json:"muted"`
}

// ChatSetSettings sets what learners may do.
type ChatSetSettings struct {
	Type string `json:"type" enum:"chat.settings"`
	ChatSettings
}

// ChatRead says up to which message the person has read.
type ChatRead struct {
	Type string `json:"type" enum:"chat.read"`
	UpTo int64  `json:"upTo"` // a number
}

// ChatSent is a new message.
type ChatSent struct {
	live.Head
	Message ChatMessage `json:"message"`
	// Quote is what the message answers, where it answers one.
	Quote *ChatQuoted `json:"quote,omitempty"`
}

// ChatQuoted names the sender of what is answered; its text isn't repeated, so that it can be deleted.
type ChatQuoted struct {
	MessageID app.MessageID `json:"messageId"`
	Name      string        `json:"name"`
}

// ChatEdited is a message's new text.
type ChatEdited struct {
	live.Head
	MessageID app.MessageID `json:"messageId"`
	Text      string        `json:"text"`
	EditedAt  time.Time     `json:"editedAt"`
}

// ChatDeleted is a message that was deleted, as it is left.
type ChatDeleted struct {
	live.Head
	Message   ChatMessage `json:"message"`
	DeletedBy app.UserID  `json:"deletedBy"`
}

// ChatReacted is a reaction that was given or taken back; Count is how many there are of it now.
type ChatReacted struct {
	live.Head
	MessageID app.MessageID `json:"messageId"`
	UserID    app.UserID    `json:"userId"`
	Emoji     string        `json:"emoji"`
	On        bool          `json:"on"`
	Count     int           `json:"count"`
}

// ChatMuteChanged says that somebody may not write any more, or may again. Staff and the person get it.
type ChatMuteChanged struct {
	live.Head
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Muted  bool       `json:"muted"`
}

// ChatSettingsChanged is what learners may do from now on.
type ChatSettingsChanged struct {
	live.Head
	Settings ChatSettings `json:"settings"`
}

// ChatReadChanged tells a person's other devices up to where they have read.
type ChatReadChanged struct {
	live.Head
	UserID app.UserID `json:"userId"`
	UpTo   int64      `json:"upTo"`
}

// Frames describes what goes over the socket.
func (s *Service) Frames() map[string]any {
	return map[string]any{
		"ChatSnapshot":        ChatSnapshot{},
		"ChatSend":            live.Described{Type: "chat.send", Value: ChatSend{}},
		"ChatSendResult":      ChatSendResult{},
		"ChatEdit":            live.Described{Type: "chat.edit", Value: ChatEdit{}},
		"ChatDelete":          live.Described{Type: "chat.delete", Value: ChatDelete{}},
		"ChatReact":           live.Described{Type: "chat.react", Value: ChatReact{}},
		"ChatMute":            live.Described{Type: "chat.mute", Value: ChatMute{}},
		"ChatSetSettings":     live.Described{Type: "chat.settings", Value: ChatSetSettings{}},
		"ChatRead":            live.Described{Type: "chat.read", Value: ChatRead{}},
		"ChatSent":            live.Described{Type: "chat.sent", Value: ChatSent{}},
		"ChatEdited":          live.Described{Type: "chat.edited", Value: ChatEdited{}},
		"ChatDeleted":         live.Described{Type: "chat.deleted", Value: ChatDeleted{}},
		"ChatReacted":         live.Described{Type: "chat.reacted", Value: ChatReacted{}},
		"ChatMuteChanged":     live.Described{Type: "chat.muted", Value: ChatMuteChanged{}},
		"ChatSettingsChanged": live.Described{Type: "chat.settings", Value: ChatSettingsChanged{}},
		"ChatReadChanged":     live.Described{Type: "chat.read", Value: ChatReadChanged{}},
	}
}
