package lti

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"time"
)

// Names of the claims (LTI 1.3 Core §5.3 and §5.4 and the services' own documents).
const (
	claimLTI          = "https://purl.imsglobal.org/spec/lti/claim/"
	claimMessageType  = claimLTI + "message_type"
	claimVersion      = claimLTI + "version"
	claimDeployment   = claimLTI + "deployment_id"
	claimTarget       = claimLTI + "target_link_uri"
	claimResourceLink = claimLTI + "resource_link"
	claimRoles        = claimLTI + "roles"
	claimContext      = claimLTI + "context"
	claimPlatform     = claimLTI + "tool_platform"
	claimPresentation = claimLTI + "launch_presentation"
	claimLIS          = claimLTI + "lis"
	claimCustom       = claimLTI + "custom"
	claimForUser      = claimLTI + "for_user"
	claimNRPS         = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
	claimAGS          = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
	claimGroups       = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
	claimDL           = "https://purl.imsglobal.org/spec/lti-dl/claim/"
	claimDLSettings   = claimDL + "deep_linking_settings"
)

var errType = errors.New("of the wrong type")

// claims reads members of a token. The first fault sticks, so that a reader can be written without branches. A null
// is an absent claim: platforms send both.
type claims struct {
	m   members
	err error
}

// raw gives a claim's value, nil where it is absent or null.
func (c *claims) raw(name string) json.RawMessage {
	v := c.m[name]
	if len(v) == 0 || string(v) == "null" {
		return nil
	}
	return v
}

func (c *claims) fail(name string, cause error) {
	if c.err == nil {
		c.err = refuseClaim("claim_malformed", name, cause)
	}
}

// str reads a string; absent is "".
func (c *claims) str(name string) string {
	raw := c.raw(name)
	if raw == nil {
		return ""
	}
	if raw[0] != '"' {
		c.fail(name, errType)
		return ""
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		c.fail(name, errType)
	}
	return s
}

// strs reads an array of strings; given tells it apart from an absent one.
func (c *claims) strs(name string) (list []string, given bool) {
	raw := c.raw(name)
	if raw == nil {
		return nil, false
	}
	list = []string{}
	if err := json.Unmarshal(raw, &list); err != nil {
		c.fail(name, errType)
	}
	return list, true
}

// object reads an object into v; absent, and PHP's [] for an empty one, leave v alone.
func (c *claims) object(name string, v any) (given bool) {
	raw := c.raw(name)
	if raw == nil || isEmptyArray(raw) {
		return false
	}
	if raw[0] != '{' {
		c.fail(name, errType)
		return false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		c.fail(name, errType)
		return false
	}
	return true
}

func isEmptyArray(raw json.RawMessage) bool {
	return raw[0] == '[' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}

// seconds reads a NumericDate (RFC 7519 §2), which may have a fraction.
func (c *claims) seconds(name string) (at time.Time, given bool) {
	raw := c.raw(name)
	if raw == nil {
		return time.Time{}, false
	}
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil || f < 0 || f > 253402300799 {
		c.fail(name, errors.New("not a date in seconds"))
		return time.Time{}, true
	}
	whole, frac := math.Modf(f)
	return time.Unix(int64(whole), int64(frac*1e9)), true
}

// audience reads aud: a string or an array of them (RFC 7519 §4.1.3).
func (c *claims) audience() []string {
	raw := c.raw("aud")
	if raw == nil {
		return nil
	}
	if raw[0] == '"' {
		return []string{c.str("aud")}
	}
	list, _ := c.strs("aud")
	return list
}

// text reads an object whose values become text: strings as they are, null as "", anything else as its JSON. Platforms
// are free with types in custom and lis.
func (c *claims) text(name string) map[string]string {
	var values map[string]json.RawMessage
	if !c.object(name, &values) {
		return nil
	}
	out := make(map[string]string, len(values))
	for k, raw := range values {
		var s string
		switch {
		case string(raw) == "null":
		case raw[0] == '"':
			if err := json.Unmarshal(raw, &s); err != nil {
				c.fail(name, errType)
			}
		default:
			s = string(raw)
		}
		out[k] = s
	}
	return out
}

// StringList is a list of strings that some platforms send as one string.
type StringList []string

// UnmarshalJSON accepts an array of strings, a string, or null.
func (l *StringList) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*l = StringList{s}
		return nil
	}
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*l = list
	return nil
}

// identifier reports whether s is 1 to 255 printable ASCII characters, as ids have to be (LTI 1.3 Core §5.3.3,
// §5.3.5, §5.3.6, §5.4.1).
func identifier(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
