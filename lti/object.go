package lti

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a token's JSON; real launches need 5.
const maxDepth = 32

var (
	errNotUTF8   = errors.New("not UTF-8")
	errNotJSON   = errors.New("not a JSON object")
	errTooDeep   = errors.New("nested too deeply")
	errNUL       = errors.New("holds a NUL character")
	errDuplicate = errors.New("has a member twice")
)

// members are the members of one JSON object, each with its raw value. Names match exactly, unlike encoding/json.
type members map[string]json.RawMessage

// parseObject splits a JSON object into its members. It refuses what isn't UTF-8 (RFC 7519 §7.2), members given
// twice (RFC 7519 §4), deep nesting and NUL characters. The values alias b.
func parseObject(b []byte) (members, error) {
	if !utf8.Valid(b) {
		return nil, errNotUTF8
	}
	if !json.Valid(b) {
		return nil, errNotJSON
	}
	s := scanner{b: b}
	s.space()
	if s.i >= len(b) || b[s.i] != '{' {
		return nil, errNotJSON
	}
	out := make(members, 32)
	s.i++
	for {
		s.space()
		if b[s.i] == '}' {
			return out, s.err
		}
		if b[s.i] == ',' {
			s.i++
			continue
		}
		name, err := s.name()
		if err != nil {
			return nil, err
		}
		if _, dup := out[name]; dup {
			return nil, errDuplicate
		}
		s.space()
		s.i++ // the colon
		s.space()
		from := s.i
		s.value()
		if s.err != nil {
			return nil, s.err
		}
		out[name] = json.RawMessage(b[from:s.i])
	}
}

// scanner walks JSON that is known to be valid, so it needs no bounds checks of its own.
type scanner struct {
	b   []byte
	i   int
	err error
}

func (s *scanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\t' || s.b[s.i] == '\r') {
		s.i++
	}
}

// name reads a member's name, escapes resolved, so that "\u0069ss" is iss.
func (s *scanner) name() (string, error) {
	from := s.i
	escaped := s.str()
	raw := s.b[from:s.i]
	if !escaped {
		return string(raw[1 : len(raw)-1]), nil
	}
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return "", errNotJSON
	}
	return name, nil
}

// str passes over a string and reports whether it has escapes.
func (s *scanner) str() (escaped bool) {
	for s.i++; s.b[s.i] != '"'; s.i++ {
		if s.b[s.i] != '\\' {
			continue
		}
		escaped = true
		s.i++
		if s.b[s.i] == 'u' && string(s.b[s.i+1:s.i+5]) == "0000" {
			s.err = errNUL
		}
	}
	s.i++
	return escaped
}

// value passes over one value of any kind.
func (s *scanner) value() {
	depth := 0
	for {
		switch c := s.b[s.i]; c {
		case '"':
			s.str()
		case '{', '[':
			depth++
			s.i++
			if depth > maxDepth {
				s.err = errTooDeep
				return
			}
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			s.i++
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return
			}
			s.i++
		default:
			s.i++
			if depth > 0 || !endsLiteral(s.b[s.i]) {
				continue
			}
		}
		if depth == 0 {
			return
		}
	}
}

func endsLiteral(c byte) bool {
	switch c {
	case ',', '}', ']', ' ', '\n', '\t', '\r':
		return true
	}
	return false
}
