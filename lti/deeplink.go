package lti

import "errors"

// DeepLinkingSettings says what a deep linking answer may hold and where it goes (Deep Linking 2.0 §4.4.1).
type DeepLinkingSettings struct {
	ReturnURL        string     `json:"deep_link_return_url"` // may carry a session key of the platform: never log it
	AcceptTypes      StringList `json:"accept_types"`
	AcceptTargets    StringList `json:"accept_presentation_document_targets"`
	AcceptMediaTypes string     `json:"accept_media_types"`
	AcceptMultiple   *bool      `json:"accept_multiple"` // nil: not said, which means many
	AcceptLineItem   *bool      `json:"accept_lineitem"`
	AutoCreate       bool       `json:"auto_create"`
	Title            string     `json:"title"`
	Text             string     `json:"text"`
	Data             string     `json:"data"` // returned unchanged
}

// Accepts reports whether the platform takes content items of a type, "ltiResourceLink" for one.
func (s DeepLinkingSettings) Accepts(itemType string) bool {
	for _, t := range s.AcceptTypes {
		if t == itemType {
			return true
		}
	}
	return false
}

// readDeepLinking reads the settings (LTI-DL-01, LTI-DL-02).
func (l *Launch) readDeepLinking(c *claims) error {
	var s DeepLinkingSettings
	given := c.object(claimDLSettings, &s)
	switch {
	case c.err != nil:
		return refuseClaim("deep_linking_malformed", claimDLSettings, errType)
	case !given:
		return refuseClaim("deep_linking_missing", claimDLSettings, nil)
	case len(s.AcceptTypes) == 0:
		return refuseClaim("deep_linking_malformed", claimDLSettings, errors.New("no accept_types"))
	}
	if _, err := webURL(s.ReturnURL); err != nil {
		return refuseClaim("deep_linking_malformed", claimDLSettings, err)
	}
	l.DeepLinking = &s
	return nil
}
