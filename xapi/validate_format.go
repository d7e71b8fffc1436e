package xapi

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Grammars of the small formats. They are tables, never written to.
var (
	iriPattern  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20\x7f<>"{}|\\^` + "`" + `]+$`)
	uuidPattern = regexp.MustCompile(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$`)
	mboxPattern = regexp.MustCompile(`^mailto:[^@\s<>]+@[^@\s<>]+$`)
	sha1Pattern = regexp.MustCompile(`^[0-9A-Fa-f]{40}$`)
	sha2Pattern = regexp.MustCompile(`^(?:[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})$`)
	mimePattern = regexp.MustCompile(`^[\w.+\-]+/[\w.+\-]+(?:\s*;.*)?$`)
	timePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+\-]\d\d:\d\d)$`)

	// languagePattern is the well-formedness of RFC 5646 2.1, without the
	// irregular tags of old but for i-….
	languagePattern = regexp.MustCompile(`^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})` +
		`(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*` +
		`(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?` +
		`|[xX](?:-[A-Za-z0-9]{1,8})+|[iI]-[A-Za-z]{2,8})$`)
)

const nilUUID = "00000000-0000-0000-0000-000000000000"

// isIRI tells whether s is an absolute IRI (RFC 3987); http(s) needs a host.
func isIRI(s string) bool {
	if !iriPattern.MatchString(s) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	scheme := strings.ToLower(u.Scheme)
	return scheme != "http" && scheme != "https" || u.Host != ""
}

// IsIRI tells whether s is an absolute IRI as statements need them (IRI-01).
func IsIRI(s string) bool { return isIRI(s) }

func isLanguage(s string) bool { return languagePattern.MatchString(s) }

func isUUID(s string) bool { return uuidPattern.MatchString(s) && s != nilUUID }

// isInstant accepts RFC 3339 with a zone; -00:00 means "zone unknown" and is
// refused (xAPI 1.0.3 Data 4.5).
func isInstant(s string) bool {
	if !timePattern.MatchString(s) || strings.HasSuffix(s, "-00:00") {
		return false
	}
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil
}

// iri checks a member that must be an IRI where it is present (IRI-01).
func (c *checker) iri(path string, m map[string]any, key string) {
	if s, ok := c.text(path, m, key); ok && !isIRI(s) {
		c.fail("IRI-01", join(path, key), "must be an absolute IRI")
	}
}

// uuid checks a member that must be a UUID where it is present.
func (c *checker) uuid(rule, path string, m map[string]any, key string) {
	if s, ok := c.text(path, m, key); ok && !isUUID(s) {
		c.fail(rule, join(path, key), "must be a UUID in its usual form, and not the nil one")
	}
}

// instant checks a member that must be a timestamp where it is present.
func (c *checker) instant(path string, m map[string]any, key string) {
	if s, ok := c.text(path, m, key); ok && !isInstant(s) {
		c.fail("TIM-01", join(path, key), "must be RFC 3339 with a zone, such as 2026-11-22T10:00:00.123Z")
	}
}

// languageMap checks a member that must be a language map where it is present
// (LNG-01, LNG-02).
func (c *checker) languageMap(path string, m map[string]any, key string) {
	v, present := m[key]
	if !present {
		return
	}
	path = join(path, key)
	lm, ok := v.(map[string]any)
	if !ok {
		c.fail("LNG-02", path, "must be a language map")
		return
	}
	for _, tag := range sortedKeys(lm) {
		if !isLanguage(tag) {
			c.fail("LNG-01", join(path, tag), "key must be a language tag of RFC 5646")
		}
		if _, ok := lm[tag].(string); !ok {
			c.fail("LNG-02", join(path, tag), "must be a string")
		}
	}
}

// extensions checks that the keys are IRIs (EXT-01).
func (c *checker) extensions(path string, m map[string]any) {
	v, present := m["extensions"]
	if !present {
		return
	}
	path = join(path, "extensions")
	ext, ok := v.(map[string]any)
	if !ok {
		c.fail("EXT-01", path, "must be an object")
		return
	}
	for _, k := range sortedKeys(ext) {
		if !isIRI(k) {
			c.fail("EXT-01", join(path, k), "key must be an absolute IRI")
		}
	}
}
