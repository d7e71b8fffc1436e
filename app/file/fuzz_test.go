package file

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// FuzzIdentify gives bytes and names from outside: whatever they are, they are refused with a sentence, or get a type of
// the list and a name that says the same and leads nowhere.
func FuzzIdentify(f *testing.F) {
	for name, body := range map[string]string{
		"a.png": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00", "b.gif": "GIF89a\x04\x00\x06\x00\x00\x00\x00;",
		"c.webp": "RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x04\x00\x00", "d.docx": "PK\x03\x04\x14\x00\x00\x00\x00\x00",
		"../e\u202etxt.exe": "text", "f.html": "<p>", ".": "%PDF-1.4", "g": "\x00\x00\x00\x18ftypisom", "": "\xff\xfb\x90", "h.jpg": "\xff\xd8\xff\xe0\x00\x10JFIF",
	} {
		f.Add(name, []byte(body))
	}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		got, err := identify(bytes.NewReader(body), int64(len(body)), name)
		if err != nil {
			var own *app.Error
			if !errors.As(err, &own) || own.Message == "" {
				t.Fatalf("%q isn't refused with a sentence: %v", name, err)
			}
			return
		}
		endings, known := extensions[got.Type]
		if !known || !slices.Contains(endings, strings.ToLower(path.Ext(got.Name))) {
			t.Errorf("%q of the type %q is called %q", name, got.Type, got.Name)
		}
		if got.Name == "" || len(got.Name) > nameLength+8 || !utf8.ValidString(got.Name) || strings.HasPrefix(got.Name, ".") || strings.ContainsAny(got.Name, "/\\\x00\r\n\"") {
			t.Errorf("%q is kept as %q", name, got.Name)
		}
		if strings.HasPrefix(got.Type, "image/") != (got.Width > 0 && got.Height > 0) {
			t.Errorf("a %q has %d by %d pixels", got.Type, got.Width, got.Height)
		}
	})
}
