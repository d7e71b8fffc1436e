package server

import (
	"context"

	"github.com/lectern-classroom/lectern/app/board/render"
)

// pages checks that uploads can become pages of the board on this machine, by rendering one.
func (d *doctor) pages(ctx context.Context) []Check {
	const name = "pages"
	tools := render.Find()
	if !tools.PDF() {
		return []Check{{name, Warn, "PDFs can't become pages of the board here: pdfinfo, pdftoppm or pdftotext is missing", "install poppler-utils where `lectern serve` or `lectern worker` does the jobs"}}
	}
	start := d.clock()
	if err := tools.Try(ctx); err != nil {
		return []Check{{name, Fail, "a PDF can't be rendered: " + line(err), "install poppler-utils again, and let Lectern write to the folder of temporary files"}}
	}
	if !tools.Slides() {
		return []Check{{name, Warn, "PDFs become pages of the board, slides don't: soffice is missing", "install libreoffice-impress-nogui, or let teachers save slides as PDF"}}
	}
	return []Check{{name, Good, "PDFs and slides become pages of the board, a page in " + since(start, d.clock()), ""}}
}
