// Package frontend carries the built web client inside the binary.
//
// The client is built by npm into dist; a Go build without that step still
// compiles, because dist always holds a .keep file. Dist tells the two cases
// apart, so that the server can answer with a page that says how to build the
// client instead of an empty answer.
//
// Concurrency: the file system is read-only and safe for concurrent use.
// Lifecycle: none; the files live as long as the process.
// Allowed imports: the standard library.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist returns the built client rooted at its index.html, and whether that
// index.html is there. Files under assets/ carry a content hash in their names
// and may be cached for ever; index.html must not be cached.
func Dist() (fs.FS, bool) {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		return files, false
	}
	_, err = fs.Stat(dist, "index.html")
	return dist, err == nil
}
