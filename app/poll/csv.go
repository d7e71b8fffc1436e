package poll

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// PollImportError says what is wrong with a line of a file.
type PollImportError struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// faults collects what is wrong with a file; after faultsShown nobody reads on.
type faults []PollImportError

const faultsShown = 50

func (f *faults) add(line int, err error) {
	if len(*f) >= faultsShown {
		return
	}
	message := "This line can't be read."
	var own *app.Error
	if errors.As(err, &own) {
		message = own.Message
	}
	*f = append(*f, PollImportError{Line: line, Message: message})
}

// The columns of a CSV of polls. Only kind and question must be there, in any order. In options and right, "|" stands
// between parts; a "|" or "\" of a part has a "\" before it.
//   - options: the options; of a scale its lowest and highest number and what they mean.
//   - right: the numbers of the right options, for ordering all of them in the right order; yes or no; the number of a
//     scale; the accepted texts.
//   - anonymous, changeable: yes or no. results: hidden, live or on_close. seconds: 0 to 3600.
var csvColumns = []string{"kind", "question", "options", "right", "points", "anonymous", "results", "changeable", "seconds"}

// renderCSV returns the definitions as a file (RFC 4180, UTF-8 with a mark).
func renderCSV(defs []PollDefinition) string {
	records := [][]string{csvColumns}
	for _, d := range defs {
		points := ""
		if d.Points != nil {
			points = strconv.Itoa(*d.Points)
		}
		options := make([]string, len(d.Options))
		for i, o := range d.Options {
			options[i] = o.Text
		}
		if s := d.Scale; s != nil {
			options = []string{strconv.Itoa(s.Min), strconv.Itoa(s.Max), s.MinLabel, s.MaxLabel}
		}
		records = append(records, []string{string(d.Kind), guard(d.Question), guard(joinParts(options)), guard(joinParts(d.rightOut())), points,
			yesNo(d.Anonymous), string(d.Results), yesNo(d.Changeable), strconv.Itoa(d.Seconds)})
	}
	return renderRecords(records)
}

func renderRecords(records [][]string) string {
	var b strings.Builder
	b.WriteString("\uFEFF") // without it a well-known spreadsheet takes UTF-8 for something else
	w := csv.NewWriter(&b)
	w.UseCRLF = true        // RFC 4180 §2
	_ = w.WriteAll(records) // a strings.Builder takes everything
	return b.String()
}

// parseCSV reads a file of renderCSV, or one that somebody wrote with commas, semicolons or tabs.
func parseCSV(text string) ([]PollDefinition, faults) {
	var bad faults
	text = strings.TrimPrefix(text, "\uFEFF")
	r := csv.NewReader(strings.NewReader(text))
	first, _, _ := strings.Cut(text, "\n")
	for _, comma := range ";\t" {
		if strings.Count(first, string(comma)) > strings.Count(first, string(r.Comma)) {
			r.Comma = comma
		}
	}
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		bad.add(1, invalid("The file has no line with the names of the columns."))
		return nil, bad
	}
	at, err := columnsOf(header)
	if err != nil {
		bad.add(1, err)
		return nil, bad
	}
	var defs []PollDefinition
	for len(bad) < faultsShown {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			bad.add(syntax.Line, invalid("A quotation mark is missing or stands at the wrong place."))
			break
		}
		if err != nil {
			bad.add(1, err)
			break
		}
		line, _ := r.FieldPos(0)
		d, err := definitionOf(record, at)
		if err != nil {
			bad.add(line, err)
			continue
		}
		defs = append(defs, d)
	}
	return defs, bad
}

// columnsOf says at which place each column stands.
func columnsOf(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if !slices.Contains(csvColumns, name) {
			return nil, invalid("The column %d isn't one of %s.", i+1, strings.Join(csvColumns, ", "))
		}
		if _, twice := at[name]; twice {
			return nil, invalid("The column %s is there twice.", name)
		}
		at[name] = i
	}
	for _, name := range []string{"kind", "question"} {
		if _, there := at[name]; !there {
			return nil, invalid("The column %s is missing.", name)
		}
	}
	return at, nil
}

func definitionOf(record []string, at map[string]int) (PollDefinition, error) {
	cell := func(name string) string {
		if i, there := at[name]; there && i < len(record) {
			return unguard(record[i])
		}
		return ""
	}
	word := func(name string) string { return strings.ToLower(strings.TrimSpace(cell(name))) }
	d := PollDefinition{Kind: Kind(word("kind")), Question: cell("question"), Results: ResultsMode(word("results"))}
	var err error
	if d.Anonymous, err = readYesNo("anonymous", word("anonymous")); err != nil {
		return d, err
	}
	if d.Changeable, err = readYesNo("changeable", word("changeable")); err != nil {
		return d, err
	}
	if text := word("points"); text != "" {
		points, err := number("points", text)
		if err != nil {
			return d, err
		}
		d.Points = &points
	}
	if text := word("seconds"); text != "" {
		if d.Seconds, err = number("seconds", text); err != nil {
			return d, err
		}
	}
	if err := d.optionsIn(splitParts(cell("options"))); err != nil {
		return d, err
	}
	if d.Right, err = d.rightIn(splitParts(cell("right"))); err != nil {
		return d, err
	}
	return prepared(d)
}

func (d *PollDefinition) optionsIn(parts []string) error {
	if d.Kind != KindScale {
		for i, text := range parts {
			d.Options = append(d.Options, PollOption{ID: strconv.Itoa(i + 1), Text: text})
		}
		return nil
	}
	if len(parts) == 0 {
		return nil
	}
	if len(parts) < 2 || len(parts) > 4 {
		return invalid("The options of a scale are its lowest and highest number and what they mean.")
	}
	s := PollScale{}
	var err error
	if s.Min, err = number("the lowest number", strings.TrimSpace(parts[0])); err != nil {
		return err
	}
	if s.Max, err = number("the highest number", strings.TrimSpace(parts[1])); err != nil {
		return err
	}
	parts = append(parts, "", "")
	s.MinLabel, s.MaxLabel = parts[2], parts[3]
	d.Scale = &s
	return nil
}

// rightOut returns the right answer as files have it: options by their number, from 1.
func (d *PollDefinition) rightOut() []string {
	if len(d.Options) == 0 {
		return d.Right
	}
	out := make([]string, len(d.Right))
	for i, id := range d.Right {
		out[i] = strconv.Itoa(slices.IndexFunc(d.Options, func(o PollOption) bool { return o.ID == id }) + 1)
	}
	return out
}

// rightIn reads rightOut back.
func (d *PollDefinition) rightIn(parts []string) ([]string, error) {
	var right []string
	for _, part := range parts {
		if d.Kind != KindText {
			part = strings.ToLower(strings.TrimSpace(part))
		}
		if len(d.Options) > 0 {
			n, err := number("right", part)
			if err != nil {
				return nil, err
			}
			if n < 1 || n > len(d.Options) {
				return nil, invalid("The right answer isn't one of the options.")
			}
			part = d.Options[n-1].ID
		}
		right = append(right, part)
	}
	return right, nil
}

func number(what, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, invalid("%s must be a whole number.", what)
	}
	return n, nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func readYesNo(what, text string) (bool, error) {
	switch text {
	case "yes", "true", "1":
		return true, nil
	case "no", "false", "0", "":
		return false, nil
	}
	return false, invalid("%s must be yes or no.", what)
}

func joinParts(parts []string) string {
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = strings.NewReplacer(`\`, `\\`, `|`, `\|`).Replace(p)
	}
	return strings.Join(escaped, "|")
}

func splitParts(text string) []string {
	if text == "" {
		return nil
	}
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '|':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	return append(parts, part.String())
}

// formula says whether a spreadsheet could take the cell for a formula. What isn't seen in front of the sign doesn't hide
// it, and neither does its full width.
func formula(cell string) bool {
	visible := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	sign, _ := utf8.DecodeRuneInString(visible)
	return strings.ContainsRune("=+-@＝＋－＠", sign)
}

// guard puts an apostrophe before a cell that a spreadsheet could take for a formula, and before one that looks as if it
// had been guarded, so that unguard gives every cell back.
func guard(cell string) string {
	if formula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// unguard takes the apostrophe of guard away.
func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return cell
}
