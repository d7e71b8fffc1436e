package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CSV answers with a table as a file to keep (RFC 4180), in UTF-8 with a byte order mark, without which a well-known
// spreadsheet takes it for another encoding. The name may hold letters, digits, dots and dashes.
func (c Call) CSV(name string, rows [][]string) error {
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", CSV(rows))
}

// CSV writes a table. Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay numbers.
func CSV(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180 §2
	for _, row := range rows {
		record := make([]string, len(row))
		for i, cell := range row {
			record[i] = harmless(cell)
		}
		// A bytes.Buffer takes everything.
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

// harmless keeps a spreadsheet from taking a cell for a formula. What isn't seen in front of the sign doesn't hide it, and
// neither does its full width.
func harmless(cell string) string {
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	visible := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	if sign, _ := utf8.DecodeRuneInString(visible); strings.ContainsRune("=+-@＝＋－＠", sign) {
		return "'" + cell
	}
	return cell
}
