package app

// FactMediaSpoke: LiveKit heard the user speak, for a span of some seconds that ends at At. Connection is the LiveKit
// participant. data: SpokeData
const FactMediaSpoke FactKind = "media.spoke"

// SpokeData says how long somebody spoke, and how often they began to after a pause. A turn that goes on in the next span
// counts in the first.
type SpokeData struct {
	Ms    int64 `json:"ms"`
	Turns int   `json:"turns,omitempty"`
}
