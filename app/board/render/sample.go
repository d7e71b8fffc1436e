package render

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Sample returns a PDF (ISO 32000-1) with a page for each of the texts, which are ASCII without parentheses.
func Sample(texts ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := make([]string, len(texts))
	for i := range texts {
		kids[i] = fmt.Sprintf("%d 0 R", 4+2*i)
	}
	object("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(texts))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for i, text := range texts {
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>", 5+2*i)
		content := fmt.Sprintf("BT /F 24 Tf 40 150 Td (%s) Tj ET", text)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

// Try renders a sample, so that what is missing or broken is found before a teacher finds it.
func (t Tools) Try(ctx context.Context) error {
	dir, err := os.MkdirTemp("", Folder)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // what is left goes with the temporary files
	pdf := filepath.Join(dir, "sample.pdf")
	if err := os.WriteFile(pdf, Sample("Lectern"), 0o600); err != nil {
		return err
	}
	if _, err := t.Page(ctx, dir, pdf, 1); err != nil {
		return err
	}
	_, err = t.PageText(ctx, dir, pdf, 1)
	return err
}

// Folder is how the names of folders for rendering begin.
const Folder = "lectern-render-"

// staleAfter is when nobody can be working in a folder any more.
const staleAfter = time.Hour

// Sweep removes folders that processes left behind which were killed.
func Sweep(now time.Time) error {
	folders, err := filepath.Glob(filepath.Join(os.TempDir(), Folder+"*"))
	if err != nil {
		return fmt.Errorf("find old folders: %w", err)
	}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err == nil && now.Sub(info.ModTime()) > staleAfter {
			if err := os.RemoveAll(folder); err != nil {
				return fmt.Errorf("remove an old folder: %w", err)
			}
		}
	}
	return nil
}
