package app

// FactChatSent: the user wrote a message. data: ChatSentData. What it says isn't part of the facts.
const FactChatSent FactKind = "chat.sent"

// ChatSentData says which message was sent, and how much of what.
type ChatSentData struct {
	Message MessageID `json:"messageId"`
	// To is "everyone", "staff", "person" or "group".
	To string `json:"to"`
	// Length is of the text, in characters.
	Length int `json:"length"`
	// Files is how many came with it.
	Files int `json:"files,omitempty"`
}
