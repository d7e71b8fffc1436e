package xapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// MaxAccountName is the longest account name that goes out: a widespread store
// keeps no more and answers 500 to a longer one.
const MaxAccountName = 50

// keyVersion begins every name from which an id is derived; it changes when
// the meaning of keys changes.
const keyVersion = "v1"

// StatementID derives a statement's id from what happened: UUID version 5 of
// "v1|kind|key" in the installation's namespace. The key is built from stable
// ids only, never from titles, names or times that can be edited.
func StatementID(ns uuid.UUID, kind, key string) uuid.UUID {
	return uuid.NewSHA1(ns, []byte(strings.Join([]string{keyVersion, kind, key}, "|")))
}

// Frozen is a statement rendered once. The bytes are stored and sent as they
// are on every attempt, because a store may compare them.
type Frozen struct {
	ID   uuid.UUID
	Body []byte
}

// Freeze validates a statement and renders it. It must have an id, or a second
// send would double it, and a timestamp, or the store would take the time of
// sending for the time of the event. The error wraps a [*ValidationError].
func Freeze(s Statement) (Frozen, error) {
	if s.ID == uuid.Nil {
		return Frozen{}, fmt.Errorf("render statement: %w",
			&ValidationError{Rule: "STM-02", Path: "$.id", Text: "a statement to be sent needs an id"})
	}
	if s.Timestamp.IsZero() {
		return Frozen{}, fmt.Errorf("render statement: %w",
			&ValidationError{Rule: "TIM-01", Path: "$.timestamp", Text: "a statement to be sent needs a timestamp"})
	}
	body, err := json.Marshal(s)
	if err != nil {
		return Frozen{}, fmt.Errorf("render statement: %w", err)
	}
	if err := ValidateJSON(body); err != nil {
		return Frozen{}, fmt.Errorf("render statement: %w", err)
	}
	return Frozen{ID: s.ID, Body: body}, nil
}

// AccountAgent is an agent known by an account (xAPI 1.0.3 Data 2.4.2.4).
func AccountAgent(homePage, name string) Agent {
	return Agent{ObjectType: objectAgent, Account: &Account{HomePage: homePage, Name: name}}
}

// Person is the actor for a subject of an issuer, as LTI names people. A
// subject that is longer than [MaxAccountName] or not printable, and an issuer
// that is no IRL, are replaced by a pseudonym in the installation's name space:
// HMAC with Secret where there is one, else UUID version 5.
func (c Classroom) Person(issuer, subject string) Agent {
	if !printable(subject) || !isIRI(issuer) {
		return c.Pseudonym(issuer, subject)
	}
	return AccountAgent(issuer, subject)
}

// Pseudonym is the actor for a subject that must not be named to the store.
func (c Classroom) Pseudonym(issuer, subject string) Agent {
	return AccountAgent(c.home(), c.alias(issuer+"|"+subject).String())
}

// Guest is the actor for a person without an account anywhere.
func (c Classroom) Guest(id uuid.UUID) Agent { return AccountAgent(c.home(), "guest-"+id.String()) }

// System is the installation itself as an actor.
func (c Classroom) System() Agent { return AccountAgent(c.home(), "system") }

func (c Classroom) home() string { return strings.TrimRight(c.BaseURL, "/") }

func (c Classroom) alias(who string) uuid.UUID {
	if len(c.Secret) == 0 {
		return uuid.NewSHA1(c.Namespace, []byte(keyVersion+"|person|"+who))
	}
	mac := hmac.New(sha256.New, c.Secret)
	mac.Write([]byte(keyVersion + "|person|" + who))
	id, err := uuid.FromBytes(mac.Sum(nil)[:16])
	if err != nil { // cannot happen: the sum has 32 bytes
		return uuid.NewSHA1(c.Namespace, []byte(who))
	}
	id[6] = id[6]&0x0f | 0x50 // version 5: every store accepts it
	id[8] = id[8]&0x3f | 0x80
	return id
}

// actorKey names an actor in the key of an id. The installation's own address
// may change, so it is left out.
func (c Classroom) actorKey(a Agent) string {
	switch {
	case a.Account != nil && a.Account.HomePage == c.home():
		return a.Account.Name
	case a.Account != nil:
		return a.Account.HomePage + "|" + a.Account.Name
	default:
		return a.Mbox + a.MboxSHA1 + a.OpenID
	}
}

// printable tells whether a subject may stand as an account's name.
func printable(s string) bool {
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > MaxAccountName || strings.TrimSpace(s) != s {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
