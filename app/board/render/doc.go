// Package render turns PDFs and slides into pictures and text, with programs of the system: pdfinfo, pdftoppm and pdftotext
// of poppler-utils, which Debian, Alpine and the rest keep patched, and soffice of LibreOffice for slides.
//
// What comes from outside is given to big parsers, so each of them runs apart: in a folder of its own that is its home,
// with a bare environment, bounded in time, processor time, memory, size of files and number of them, in a process group
// that is killed whole when its time is up or the context ends; and without a network where the system lets an
// unprivileged process have that (unshare). LibreOffice is told besides to load nothing from elsewhere and to run no macro.
//
// The functions are safe for concurrent use; each call uses the folder that it is given. Errors that are the file's own
// fault are those of this package.
//
// Allowed imports: the standard library.
package render
