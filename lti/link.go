package lti

import (
	"html"
	"strings"
)

// nextLink finds the address of rel="next" in Link headers (RFC 8288 §3). It reads what platforms really send: quotes
// that are curly or missing, and addresses written as in HTML, with &amp;. "" means that there is none.
func nextLink(headers []string) string {
	for _, h := range headers {
		for h != "" {
			var address, params string
			if address, params, h = cutLink(h); address != "" && isNext(params) {
				return html.UnescapeString(address)
			}
		}
	}
	return ""
}

// cutLink takes the first link off a header: what stands between < and >, and its parameters up to the comma that
// begins the next link.
func cutLink(h string) (address, params, rest string) {
	_, h, ok := strings.Cut(h, "<")
	if !ok {
		return "", "", ""
	}
	address, h, ok = strings.Cut(h, ">")
	if !ok {
		return "", "", ""
	}
	quoted := false
	for i := range len(h) {
		switch h[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				return strings.TrimSpace(address), h[:i], h[i+1:]
			}
		}
	}
	return strings.TrimSpace(address), h, ""
}

// isNext looks for rel=next among parameters; rel may hold several relations.
func isNext(params string) bool {
	for p := range strings.SplitSeq(params, ";") {
		name, value, ok := strings.Cut(p, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "rel") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), "\"'\u201c\u201d")
		for rel := range strings.FieldsSeq(value) {
			if strings.EqualFold(rel, "next") {
				return true
			}
		}
	}
	return false
}
