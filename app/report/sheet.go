package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Cell is a cell of a sheet: a number, or text.
type Cell struct {
	Text   string
	Number *float64
}

// Sheet is a table to take away; its first row is the header.
type Sheet [][]Cell

func (s *Service) getGradesCSV(c web.Call, _ web.None) (web.None, error) {
	return s.file(c, "csv", "text/csv; charset=utf-8", func(sheet Sheet) ([]byte, error) { return sheet.CSV(), nil })
}

func (s *Service) getGradesXLSX(c web.Call, _ web.None) (web.None, error) {
	return s.file(c, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Sheet.XLSX)
}

func (s *Service) file(c web.Call, extension, kind string, render func(Sheet) ([]byte, error)) (web.None, error) {
	session, err := s.sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, app.ActionReportExport, session, err); err != nil {
		return web.None{}, err
	}
	sheet, err := s.rows.Sheet(c.Ctx(), session)
	if err != nil {
		return web.None{}, err
	}
	content, err := render(sheet)
	if err != nil {
		return web.None{}, fmt.Errorf("write a file of scores: %w", err)
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="grades-`+session.StartedAt.UTC().Format("2006-01-02-1504")+"."+extension+`"`)
	return web.None{}, c.Blob(http.StatusOK, kind, content)
}

// CSV returns the sheet as CSV (RFC 4180) in UTF-8 with a byte order mark, without which a well-known spreadsheet takes
// it for another encoding. Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay
// numbers.
func (t Sheet) CSV() []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range t {
		record := make([]string, len(row))
		for i, cell := range row {
			record[i] = safe(cell.Text)
			if cell.Number != nil {
				record[i] = strconv.FormatFloat(*cell.Number, 'f', -1, 64)
			}
		}
		// A bytes.Buffer takes everything.
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// The parts of a workbook with one sheet (ECMA-376, Office Open XML, part 1 §12 and §18).
const (
	xlsxTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	xlsxRoot  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	xlsxBook  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Scores" sheetId="1" r:id="rId1"/></sheets></workbook>`
	xlsxRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	xlsxHead  = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetData>`
)

// XLSX returns the sheet as an Excel workbook. Text is written as text, which a spreadsheet never takes for a formula.
// One table needs so little of the format that it is written here.
func (t Sheet) XLSX() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", xlsxTypes}, {"_rels/.rels", xlsxRoot}, {"xl/workbook.xml", xlsxBook},
		{"xl/_rels/workbook.xml.rels", xlsxRels}, {"xl/worksheets/sheet1.xml", xlsxHead + t.rows() + "</sheetData></worksheet>"},
	} {
		w, err := z.Create(part.name)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := w.Write([]byte(xml.Header + part.text)); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close a workbook: %w", err)
	}
	return out.Bytes(), nil
}

func (t Sheet) rows() string {
	var b strings.Builder
	for i, row := range t {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, cell := range row {
			at := reference(j, i+1)
			if cell.Number != nil {
				fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, at, strconv.FormatFloat(*cell.Number, 'f', -1, 64))
				continue
			}
			fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">`, at)
			// A strings.Builder takes everything; what XML can't hold becomes U+FFFD.
			_ = xml.EscapeText(&b, []byte(cell.Text))
			b.WriteString("</t></is></c>")
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// reference names a cell: A1, Z1, AA1.
func reference(column, row int) string {
	name := ""
	for n := column; n >= 0; n = n/26 - 1 {
		name = string(rune('A'+n%26)) + name
	}
	return name + strconv.Itoa(row)
}
