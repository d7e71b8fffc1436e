package xapi

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// LanguageMap holds text by BCP 47 language tag (xAPI 1.0.3 Data 4.2).
type LanguageMap map[string]string

// Extensions holds values by IRI (xAPI 1.0.3 Data 4.1). Nil values are left
// out when written: the standard allows null here, some stores do not.
type Extensions map[string]any

// MarshalJSON writes the extensions without nil values.
func (e Extensions) MarshalJSON() ([]byte, error) {
	kept := make(map[string]any, len(e))
	for k, v := range e {
		if v != nil {
			kept[k] = v
		}
	}
	return json.Marshal(kept)
}

// Statement is one learning event (xAPI 1.0.3 Data 2). Stored, Authority and
// Version are set by a store; a client leaves them empty.
type Statement struct {
	ID          uuid.UUID    `json:"id,omitzero"`
	Actor       Agent        `json:"actor"`
	Verb        Verb         `json:"verb"`
	Object      Object       `json:"object"`
	Result      *Result      `json:"result,omitempty"`
	Context     *Context     `json:"context,omitempty"`
	Timestamp   Timestamp    `json:"timestamp,omitzero"`
	Stored      Timestamp    `json:"stored,omitzero"`
	Authority   *Agent       `json:"authority,omitempty"`
	Version     string       `json:"version,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Account identifies an agent in one system (xAPI 1.0.3 Data 2.4.2.4).
type Account struct {
	HomePage string `json:"homePage"`
	Name     string `json:"name"`
}

// Agent is a person, a system or, with ObjectType "Group", a group
// (xAPI 1.0.3 Data 2.4.2). An agent has exactly one of Account, Mbox,
// MboxSHA1 and OpenID.
type Agent struct {
	ObjectType string   `json:"objectType,omitempty"`
	Name       string   `json:"name,omitempty"`
	Mbox       string   `json:"mbox,omitempty"`
	MboxSHA1   string   `json:"mbox_sha1sum,omitempty"`
	OpenID     string   `json:"openid,omitempty"`
	Account    *Account `json:"account,omitempty"`
	Member     []Agent  `json:"member,omitempty"`
}

// IsZero tells whether the agent says nothing at all.
func (a Agent) IsZero() bool {
	return a.ObjectType == "" && a.Name == "" && a.Mbox == "" && a.MboxSHA1 == "" &&
		a.OpenID == "" && a.Account == nil && a.Member == nil
}

// Verb is what the actor did (xAPI 1.0.3 Data 2.4.3).
type Verb struct {
	ID      string      `json:"id"`
	Display LanguageMap `json:"display,omitempty"`
}

// Object is what a statement is about: exactly one of its fields is set
// (xAPI 1.0.3 Data 2.4.4).
type Object struct {
	Activity *Activity
	Agent    *Agent
	Ref      *uuid.UUID    // a StatementRef
	Sub      *SubStatement // a SubStatement
}

// ErrObject says that an [Object] holds none of the four kinds, or that its
// objectType is not one of them (xAPI 1.0.3 Data 2.4.4).
var ErrObject = errors.New("xapi: object is not an activity, agent, statement reference or sub-statement (Data 2.4.4)")

type refJSON struct {
	ObjectType string    `json:"objectType"`
	ID         uuid.UUID `json:"id"`
}

// MarshalJSON writes the one kind that is set.
func (o Object) MarshalJSON() ([]byte, error) {
	switch {
	case o.Activity != nil:
		return json.Marshal(o.Activity)
	case o.Agent != nil:
		a := *o.Agent
		if a.ObjectType == "" {
			a.ObjectType = objectAgent // without it, readers take it for an activity
		}
		return json.Marshal(a)
	case o.Ref != nil:
		return json.Marshal(refJSON{ObjectType: objectStatementRef, ID: *o.Ref})
	case o.Sub != nil:
		return json.Marshal(o.Sub)
	}
	return nil, ErrObject
}

// UnmarshalJSON reads the kind that objectType names; without one it is an
// activity.
func (o *Object) UnmarshalJSON(b []byte) error {
	var kind struct {
		ObjectType string `json:"objectType"`
	}
	if err := json.Unmarshal(b, &kind); err != nil {
		return fmt.Errorf("xapi: object: %w", err)
	}
	*o = Object{}
	switch kind.ObjectType {
	case "", objectActivity:
		o.Activity = &Activity{}
		return json.Unmarshal(b, o.Activity)
	case objectAgent, objectGroup:
		o.Agent = &Agent{}
		return json.Unmarshal(b, o.Agent)
	case objectStatementRef:
		var r refJSON
		if err := json.Unmarshal(b, &r); err != nil {
			return err
		}
		o.Ref = &r.ID
		return nil
	case objectSubStatement:
		o.Sub = &SubStatement{}
		return json.Unmarshal(b, o.Sub)
	}
	return fmt.Errorf("%w: %q", ErrObject, kind.ObjectType)
}

// Activity is something to do with (xAPI 1.0.3 Data 2.4.4.1).
type Activity struct {
	ObjectType string      `json:"objectType,omitempty"`
	ID         string      `json:"id"`
	Definition *Definition `json:"definition,omitempty"`
}

// Definition describes an activity (xAPI 1.0.3 Data 2.4.4.1); the second half
// of it belongs to interactions such as polls.
type Definition struct {
	Type        string      `json:"type,omitempty"`
	Name        LanguageMap `json:"name,omitempty"`
	Description LanguageMap `json:"description,omitempty"`
	MoreInfo    string      `json:"moreInfo,omitempty"`
	Extensions  Extensions  `json:"extensions,omitempty"`

	InteractionType         string      `json:"interactionType,omitempty"`
	CorrectResponsesPattern []string    `json:"correctResponsesPattern,omitempty"`
	Choices                 []Component `json:"choices,omitempty"`
	Scale                   []Component `json:"scale,omitempty"`
	Source                  []Component `json:"source,omitempty"`
	Target                  []Component `json:"target,omitempty"`
	Steps                   []Component `json:"steps,omitempty"`
}

// Component is one choice, step or the like. Always describe it: a common
// store refuses components without a description.
type Component struct {
	ID          string      `json:"id"`
	Description LanguageMap `json:"description,omitempty"`
}

// SubStatement is a statement inside a statement (xAPI 1.0.3 Data 2.4.4.3).
type SubStatement struct {
	ObjectType string    `json:"objectType"`
	Actor      Agent     `json:"actor"`
	Verb       Verb      `json:"verb"`
	Object     Object    `json:"object"`
	Result     *Result   `json:"result,omitempty"`
	Context    *Context  `json:"context,omitempty"`
	Timestamp  Timestamp `json:"timestamp,omitzero"`
}

// Result is the outcome (xAPI 1.0.3 Data 2.4.5).
type Result struct {
	Score      *Score     `json:"score,omitempty"`
	Success    *bool      `json:"success,omitempty"`
	Completion *bool      `json:"completion,omitempty"`
	Response   *string    `json:"response,omitempty"`
	Duration   *Duration  `json:"duration,omitempty"`
	Extensions Extensions `json:"extensions,omitempty"`
}

// Score is a number with its bounds; Scaled lies in [-1,1]
// (xAPI 1.0.3 Data 2.4.5.1).
type Score struct {
	Scaled *float64 `json:"scaled,omitempty"`
	Raw    *float64 `json:"raw,omitempty"`
	Min    *float64 `json:"min,omitempty"`
	Max    *float64 `json:"max,omitempty"`
}

// Context is where it happened (xAPI 1.0.3 Data 2.4.6).
type Context struct {
	Registration uuid.UUID          `json:"registration,omitzero"`
	Instructor   *Agent             `json:"instructor,omitempty"`
	Team         *Agent             `json:"team,omitempty"`
	Activities   *ContextActivities `json:"contextActivities,omitempty"`
	Revision     string             `json:"revision,omitempty"`
	Platform     string             `json:"platform,omitempty"`
	Language     string             `json:"language,omitempty"`
	Statement    *StatementRef      `json:"statement,omitempty"`
	Extensions   Extensions         `json:"extensions,omitempty"`
}

// StatementRef points at another statement (xAPI 1.0.3 Data 2.4.4.3).
type StatementRef struct {
	ObjectType string    `json:"objectType"`
	ID         uuid.UUID `json:"id"`
}

// ContextActivities relates a statement to other activities
// (xAPI 1.0.3 Data 2.4.6.2).
type ContextActivities struct {
	Parent   Activities `json:"parent,omitempty"`
	Grouping Activities `json:"grouping,omitempty"`
	Category Activities `json:"category,omitempty"`
	Other    Activities `json:"other,omitempty"`
}

// Activities is a list that may also be read from a single object, as old
// clients write it (xAPI 1.0.3 Data 2.4.6.2).
type Activities []Activity

// UnmarshalJSON reads an array or a single activity.
func (a *Activities) UnmarshalJSON(b []byte) error {
	var one Activity
	if err := json.Unmarshal(b, &one); err == nil {
		*a = Activities{one}
		return nil
	}
	var many []Activity
	if err := json.Unmarshal(b, &many); err != nil {
		return fmt.Errorf("xapi: context activities: %w", err)
	}
	*a = many
	return nil
}

// Attachment describes a file that belongs to a statement
// (xAPI 1.0.3 Data 2.4.11).
type Attachment struct {
	UsageType   string      `json:"usageType"`
	Display     LanguageMap `json:"display"`
	Description LanguageMap `json:"description,omitempty"`
	ContentType string      `json:"contentType"`
	Length      int64       `json:"length"`
	SHA2        string      `json:"sha2"`
	FileURL     string      `json:"fileUrl,omitempty"`
}
