package app

import "time"

// Registration is an LMS that Lectern is registered with: one client of one issuer.
type Registration struct {
	ID       RegistrationID
	Name     string
	Issuer   string
	ClientID string
	AuthURL  string
	TokenURL string
	JWKSURL  string
	// TokenAudience is the aud of client assertions where the LMS wants another than TokenURL.
	TokenAudience string
	Deployments   []DeploymentID
	// Product is the LMS's own short name for its kind, such as "moodle"; "" where it isn't known.
	Product string
	// Messages are the LTI messages that the LMS said at its registration that it sends; nil where it said nothing.
	Messages []string
	Created  time.Time
}

// ToolKeyState is what a key of Lectern's own is for.
type ToolKeyState string

// The states of keys, in the order that they pass them.
const (
	ToolKeyNext    ToolKeyState = "next"    // published, and signs from its time on
	ToolKeySigning ToolKeyState = "signing" // signs
	ToolKeyOld     ToolKeyState = "old"     // published for what it signed, until it is retired
)

// ToolKey is one of the keys with which Lectern signs for LMSs.
type ToolKey struct {
	ID      string
	State   ToolKeyState
	Created time.Time // zero for the installation's first key
	Signs   time.Time // from when on it signs or signed
}
