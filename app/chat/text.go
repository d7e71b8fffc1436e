package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// cleanText returns what is kept of a message's text: with one kind of line end, without controls and without space
// around it. A text in which nothing is seen is "".
func cleanText(text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", app.Errorf(app.CodeInvalid, "The message holds bytes that aren't text.")
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	text = strings.TrimRightFunc(trimLines(text), unicode.IsSpace)
	if n := utf8.RuneCountInString(text); n > maxText {
		return "", app.Errorf(app.CodeInvalid, "A message may have at most %d characters; this one has %d.", maxText, n)
	}
	if !strings.ContainsFunc(text, seen) {
		return "", nil
	}
	return text, nil
}

// trimLines cuts empty lines in front, but not how far the first line is indented: it may be code.
func trimLines(text string) string {
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.TrimSpace(line) != "" {
			return text
		}
		text = rest
	}
}

func seen(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Mn)
}

// isID says whether the text can be an id of ours: audiences are kept as lists of them.
func isID(text string) bool {
	return text != "" && len(text) <= 64 && !strings.ContainsFunc(text, func(r rune) bool {
		return r > '~' || !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_')
	})
}
