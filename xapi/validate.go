package xapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting, for stores with a limit of their own (FMT-06).
const maxDepth = 64

// Validate applies the rules of RULES.md to a statement as it would be sent.
// The error is or wraps a [*ValidationError].
func Validate(s Statement) error {
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("render statement: %w", err)
	}
	return ValidateJSON(body)
}

// ValidateJSON applies the rules of RULES.md to one statement in JSON. It
// returns nil or a [*ValidationError] for the first rule broken. It is
// stricter than the standard where stores are known to refuse.
func ValidateJSON(body []byte) error {
	_, err := ParseJSON(body, Edition1)
	return err
}

// Edition is a version of the standard by whose rules a statement is checked.
type Edition string

// The editions that this package knows.
const (
	Edition1 Edition = "1.0.3"
	Edition2 Edition = "2.0.0" // IEEE 9274.1.1
)

// ParseJSON checks one statement by the rules of an edition and returns its
// members, numbers as they are written. The error is a [*ValidationError].
func ParseJSON(body []byte, e Edition) (map[string]any, error) {
	tree, err := parse(body)
	if err != nil {
		return nil, err
	}
	c := &checker{edition: e}
	c.nulls("$", tree)
	c.statement("$", tree)
	if c.err != nil {
		return nil, c.err
	}
	m, _ := tree.(map[string]any) // or statement would have failed
	return m, nil
}

// ValidateAgentJSON checks an agent or a group that stands alone, as in the
// parameter agent of several resources. The error is a [*ValidationError].
func ValidateAgentJSON(body []byte) (map[string]any, error) {
	tree, err := parse(body)
	if err != nil {
		return nil, err
	}
	c := &checker{}
	c.nulls("$", tree)
	c.actor("$", tree)
	if c.err != nil {
		return nil, c.err
	}
	m, _ := tree.(map[string]any) // or actor would have failed
	return m, nil
}

// checker walks a tree and keeps the first rule broken.
type checker struct {
	edition Edition
	err     *ValidationError
}

func (c *checker) fail(rule, path, format string, args ...any) {
	if c.err == nil {
		c.err = &ValidationError{Rule: rule, Path: path, Text: fmt.Sprintf(format, args...)}
	}
}

// parse reads one JSON value, refusing what encoding/json forgives: broken
// UTF-8, repeated keys, anything after the value (FMT-01, FMT-02, FMT-06).
func parse(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, &ValidationError{Rule: "FMT-01", Path: "$", Text: "not UTF-8"}
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	tree, err := value(dec, "$", 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, &ValidationError{Rule: "FMT-01", Path: "$", Text: "more than one value"}
	}
	return tree, nil
}

func value(dec *json.Decoder, path string, depth int) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, &ValidationError{Rule: "FMT-01", Path: path, Text: "not JSON: " + err.Error()}
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	if depth >= maxDepth {
		return nil, &ValidationError{Rule: "FMT-06", Path: "$", Text: fmt.Sprintf("nested more than %d deep", maxDepth)}
	}
	if delim == '[' {
		return array(dec, path, depth)
	}
	return object(dec, path, depth)
}

func array(dec *json.Decoder, path string, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := value(dec, fmt.Sprintf("%s[%d]", path, len(list)), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, closing(dec, path)
}

func object(dec *json.Decoder, path string, depth int) (any, error) {
	m := map[string]any{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, &ValidationError{Rule: "FMT-01", Path: path, Text: "not JSON: " + err.Error()}
		}
		key, ok := tok.(string)
		if !ok {
			return nil, &ValidationError{Rule: "FMT-01", Path: path, Text: "not JSON: key is no string"}
		}
		if _, twice := m[key]; twice {
			return nil, &ValidationError{Rule: "FMT-02", Path: join(path, key), Text: "key stands twice"}
		}
		if m[key], err = value(dec, join(path, key), depth+1); err != nil {
			return nil, err
		}
	}
	return m, closing(dec, path)
}

func closing(dec *json.Decoder, path string) error {
	if _, err := dec.Token(); err != nil {
		return &ValidationError{Rule: "FMT-01", Path: path, Text: "not JSON: " + err.Error()}
	}
	return nil
}

// join extends a path by a key; long keys are cut, for paths go into messages.
func join(path, key string) string {
	if len(key) > 80 {
		key = strings.ToValidUTF8(key[:80], "") + "…"
	}
	if len(path) > 400 {
		path = "…"
	}
	if strings.ContainsAny(key, ":/. ") {
		return path + "[" + key + "]"
	}
	return path + "." + key
}

// nulls refuses null anywhere but inside extensions (FMT-03).
func (c *checker) nulls(path string, v any) {
	switch v := v.(type) {
	case nil:
		c.fail("FMT-03", path, "null")
	case []any:
		for i, e := range v {
			c.nulls(fmt.Sprintf("%s[%d]", path, i), e)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			if k != "extensions" || v[k] == nil {
				c.nulls(join(path, k), v[k])
			}
		}
	}
}

// fields gives the members of an object after refusing other types (FMT-05)
// and unknown members (FMT-04).
func (c *checker) fields(path string, v any, known []string) (map[string]any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail("FMT-05", path, "must be an object")
		return nil, false
	}
	for _, k := range sortedKeys(m) {
		if !slices.Contains(known, k) {
			c.fail("FMT-04", join(path, k), "unknown property")
		}
	}
	return m, true
}

// text gives a member that must be a string where it is present (FMT-05).
func (c *checker) text(path string, m map[string]any, key string) (string, bool) {
	v, present := m[key]
	if !present {
		return "", false
	}
	s, ok := v.(string)
	if !ok {
		c.fail("FMT-05", join(path, key), "must be a string")
	}
	return s, ok
}

// list gives a member that must be an array where it is present (FMT-05).
func (c *checker) list(path string, m map[string]any, key string) ([]any, bool) {
	v, present := m[key]
	if !present {
		return nil, false
	}
	l, ok := v.([]any)
	if !ok {
		c.fail("FMT-05", join(path, key), "must be an array")
	}
	return l, ok
}

// require demands members (rule names the clause).
func (c *checker) require(rule, path string, m map[string]any, keys ...string) {
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			c.fail(rule, join(path, k), "is missing")
		}
	}
}

// boolean refuses anything but true and false where a member is present.
func (c *checker) boolean(rule, path string, m map[string]any, key string) {
	if v, present := m[key]; present {
		if _, ok := v.(bool); !ok {
			c.fail(rule, join(path, key), "must be true or false")
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
