package file

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// The kinds that aren't told by one magic number.
const (
	typeText = "text/plain"
	typeZip  = "application/zip"
	typeMP4  = "video/mp4"
)

// extensions are the endings that names of a type may have; the first one is given to a name that has none of them, so
// that no name promises something else than the bytes are.
var extensions = map[string][]string{
	"image/png":       {".png"},
	"image/jpeg":      {".jpg", ".jpeg"},
	"image/gif":       {".gif"},
	"image/webp":      {".webp"},
	"application/pdf": {".pdf"},
	typeText:          {".txt", ".text", ".log", ".tex"},
	"text/csv":        {".csv"},
	"text/markdown":   {".md", ".markdown"},
	"audio/mpeg":      {".mp3"},
	typeMP4:           {".mp4", ".m4v"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"application/vnd.oasis.opendocument.text":                                   {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                            {".ods"},
	"application/vnd.oasis.opendocument.presentation":                           {".odp"},
}

// officeParts are the parts that make an Office Open XML archive what it is (ECMA-376 part 1 §11-13).
var officeParts = map[string]string{
	"word/document.xml":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xl/workbook.xml":      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

const allowed = "Pictures, PDF, text, CSV, Markdown, office documents, MP3 and MP4 can be shared."

// spooled is an upload that has arrived.
type spooled interface {
	io.ReaderAt
	io.ReadSeeker
}

// identify says what the bytes are and how they may be called, or refuses them with a sentence.
func identify(b spooled, size int64, name string) (app.File, error) {
	head := make([]byte, min(size, 4096))
	if _, err := b.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return app.File{}, fmt.Errorf("read a spooled upload: %w", err)
	}
	f := app.File{Name: clean(name), Size: size}
	var err error
	switch f.Type = sniff(head); {
	case strings.HasPrefix(f.Type, "image/"):
		f.Width, f.Height, err = measure(b, f.Type)
	case f.Type == typeZip:
		f.Type, err = office(b, size)
	case f.Type == typeText:
		f.Type, err = text(b, f.Name, head)
	case f.Type == "":
		err = app.Errorf(app.CodeInvalid, "Files of this kind can't be shared here. %s", allowed)
	}
	if err != nil {
		return app.File{}, err
	}
	if known := extensions[f.Type]; !slices.Contains(known, strings.ToLower(path.Ext(f.Name))) {
		f.Name += known[0]
	}
	return f, nil
}

// sniff returns the type of the bytes, typeZip and typeText where more has to be looked at, or "" for what isn't taken.
func sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return "image/gif"
	case len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return typeZip
	case bytes.HasPrefix(head, []byte("ID3")), len(head) > 2 && head[0] == 0xff && slices.Contains([]byte{0xfa, 0xfb, 0xf2, 0xf3}, head[1]):
		return "audio/mpeg"
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return movie(string(head[8:12]))
	case strings.HasPrefix(http.DetectContentType(head), "text/"):
		return typeText
	}
	return ""
}

// movie tells MP4 from the pictures that share its container (ISO/IEC 14496-12 §4.3).
func movie(brand string) string {
	switch brand {
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "MSNV", "mmp4":
		return typeMP4
	}
	return ""
}

// office tells office documents apart by what the archive lists; no entry but the short type of an OpenDocument is
// unpacked.
func office(b spooled, size int64) (string, error) {
	refused := app.Errorf(app.CodeInvalid, "Archives can't be shared here, only office documents. %s", allowed)
	archive, err := zip.NewReader(b, size)
	if err != nil {
		return "", &app.Error{Code: refused.Code, Message: refused.Message, Err: err}
	}
	kind := ""
	for i, entry := range archive.File {
		if strings.HasSuffix(strings.ToLower(entry.Name), "vbaproject.bin") || strings.HasPrefix(entry.Name, "Basic/") || strings.HasPrefix(entry.Name, "Scripts/") {
			return "", app.Errorf(app.CodeInvalid, "Office documents with macros can't be shared here. Please save it without macros.")
		}
		if found, ok := officeParts[entry.Name]; ok {
			kind = found
		}
		if i == 0 && entry.Name == "mimetype" { // OpenDocument 1.3 part 2 §3.3
			if kind, err = openDocument(entry); err != nil {
				return "", &app.Error{Code: refused.Code, Message: refused.Message, Err: err}
			}
		}
	}
	if _, known := extensions[kind]; !known {
		return "", refused
	}
	return kind, nil
}

func openDocument(entry *zip.File) (string, error) {
	r, err := entry.Open()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(r, 100))
	if err = errors.Join(err, r.Close()); err != nil {
		return "", err
	}
	if kind := strings.TrimSpace(string(b)); strings.HasPrefix(kind, "application/vnd.oasis.opendocument.") {
		return kind, nil
	}
	return "", nil
}

// text takes what is text to its end, and by its name no program and no page.
func text(b spooled, name string, head []byte) (string, error) {
	kind, ending := "", strings.ToLower(path.Ext(name))
	for _, t := range []string{typeText, "text/csv", "text/markdown"} {
		if slices.Contains(extensions[t], ending) || (ending == "" && t == typeText) {
			kind = t
		}
	}
	if kind == "" {
		return "", app.Errorf(app.CodeInvalid, "Text can be shared as .txt, .md or .csv; pages, programs and SVG pictures can't.")
	}
	start := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))))
	for _, page := range []string{"<!doctype", "<html", "<svg", "<?xml", "<script", "#!"} {
		if strings.HasPrefix(start, page) {
			return "", app.Errorf(app.CodeInvalid, "Pages, programs and SVG pictures can't be shared here. %s", allowed)
		}
	}
	if _, err := b.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read a spooled upload: %w", err)
	}
	all, err := io.ReadAll(b)
	if err != nil {
		return "", fmt.Errorf("read a spooled upload: %w", err)
	}
	if !utf8.Valid(all) || bytes.ContainsFunc(all, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f", r) }) {
		return "", app.Errorf(app.CodeInvalid, "The text isn't UTF-8. Please save it as UTF-8 and try again.")
	}
	return kind, nil
}

// nameLength is how long a name may be, in bytes: what file systems take.
const nameLength = 120

// clean returns the name without folders, and without what isn't seen or turns the direction of what follows, which
// could hide the ending.
func clean(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r == '\u200c' || r == '\u200d' { // part of how words and emoji are written
			return r
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.Join(strings.Fields(name), " "), ".")
	if len(name) > nameLength {
		ending := path.Ext(name)
		if len(ending) > 12 {
			ending = ""
		}
		cut := nameLength - len(ending)
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = strings.TrimSpace(name[:cut]) + ending
	}
	if name == "" {
		return "file"
	}
	return name
}
