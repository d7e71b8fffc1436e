package app

// The kinds of facts about the board.
const (
	// FactBoardShown: the user showed everybody a page; none any more where none is named, nor a user where they left.
	// data: BoardData
	FactBoardShown FactKind = "board.shown"
	// FactBoardDrawn: the user drew or wrote on a page within the minute that begins at At. data: BoardData
	FactBoardDrawn FactKind = "board.drawn"
)

// BoardData names a page.
type BoardData struct {
	BoardID BoardID `json:"boardId"`
}
