package poll

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// GIFT is Moodle's text format of questions. What it can't say of a poll, Lectern's export says in a comment in front of
// the question, which others leave alone and which the import reads: "// lectern {…}".
//
// Read are: one right answer (=, ~), several by weights (~%50%), true and false, short answers (those that count in full),
// numbers (as texts: a tolerance isn't kept), essays and questions with a missing word; titles, feedback, categories and
// comments are passed over. Matching, ranges of numbers and descriptions are refused.

// giftSettings is what the comment holds.
type giftSettings struct {
	Kind       Kind        `json:"kind"`
	Scale      *PollScale  `json:"scale,omitempty"`
	Right      []string    `json:"right,omitempty"` // of scale and ordering
	Points     *int        `json:"points,omitempty"`
	Anonymous  bool        `json:"anonymous,omitempty"`
	Results    ResultsMode `json:"results,omitempty"`
	Changeable bool        `json:"changeable,omitempty"`
	Seconds    int         `json:"seconds,omitempty"`
}

const giftComment = "// lectern "

// renderGIFT returns the definitions as a file.
func renderGIFT(defs []PollDefinition) string {
	var b strings.Builder
	for i, d := range defs {
		settings := giftSettings{Kind: d.Kind, Scale: d.Scale, Points: d.Points, Anonymous: d.Anonymous, Results: d.Results, Changeable: d.Changeable, Seconds: d.Seconds}
		if d.Kind == KindScale || d.Kind == KindOrdering {
			settings.Right = d.rightOut()
		}
		comment, err := json.Marshal(settings)
		if err != nil {
			continue // strings and numbers can't fail to marshal
		}
		b.WriteString(giftComment + string(comment) + "\n::Q" + strconv.Itoa(i+1) + "::[plain]" + giftEscape(d.Question) + " {" + giftBody(d) + "}\n\n")
	}
	return b.String()
}

func giftBody(d PollDefinition) string {
	switch d.Kind {
	case KindYesNo:
		if len(d.Right) > 0 {
			return map[string]string{"yes": "TRUE", "no": "FALSE"}[d.Right[0]]
		}
	case KindText:
		var b strings.Builder
		for _, text := range d.Right {
			b.WriteString("\n=%100%" + giftAnswerText(text))
		}
		return b.String()
	case KindSingle, KindMultiple, KindOrdering:
		var b strings.Builder
		for _, o := range d.Options {
			b.WriteString("\n" + giftSign(d, o.ID, o.Text) + giftAnswerText(o.Text))
		}
		return b.String() + "\n"
	case KindScale, KindWordCloud:
	}
	return ""
}

// giftSign begins an option. A text that would be taken for a weight gets one.
func giftSign(d PollDefinition, id, text string) string {
	right := slices.Contains(d.Right, id)
	if d.Kind == KindMultiple && len(d.Right) > 0 {
		weight := strconv.FormatFloat(100/float64(len(d.Right)), 'f', -1, 32)
		if right {
			return "~%" + weight + "%"
		}
		return "~%-" + weight + "%"
	}
	sign := "~"
	if right && d.Kind == KindSingle {
		sign = "="
	}
	switch {
	case strings.HasPrefix(text, "%") && sign == "=":
		return "=%100%"
	case strings.HasPrefix(text, "%"):
		return "~%0%"
	}
	return sign
}

func giftEscape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`).Replace(text)
}

// giftAnswerText writes an answer. One that begins as if it named its format gets one.
func giftAnswerText(text string) string {
	if giftFormat.MatchString(text) {
		text = "[plain]" + text
	}
	return giftEscape(text)
}

// giftBlock is one question of a file, from the line where it begins.
type giftBlock struct {
	line     int
	text     string
	settings *giftSettings
}

// parseGIFT reads a file.
func parseGIFT(text string) ([]PollDefinition, faults) {
	var bad faults
	var defs []PollDefinition
	for _, block := range giftBlocks(text, &bad) {
		d, err := block.definition()
		if err == nil {
			d, err = prepared(d)
		}
		if err != nil {
			bad.add(block.line, err)
			continue
		}
		defs = append(defs, d)
	}
	return defs, bad
}

// giftBlocks splits the file at empty lines and takes comments and categories out.
func giftBlocks(text string, bad *faults) []giftBlock {
	text = strings.TrimPrefix(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\uFEFF")
	var blocks []giftBlock
	var now giftBlock
	flush := func() {
		if now.text != "" {
			blocks = append(blocks, now)
			now = giftBlock{}
		}
	}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "":
			flush()
		case strings.HasPrefix(trimmed, giftComment) && now.text == "":
			now.settings = &giftSettings{}
			if err := json.Unmarshal([]byte(strings.TrimPrefix(trimmed, giftComment)), now.settings); err != nil {
				bad.add(i+1, invalid("The comment of Lectern can't be read."))
			}
		case strings.HasPrefix(trimmed, "//"), strings.HasPrefix(trimmed, "$CATEGORY:"):
		case now.text == "":
			now.line, now.text = i+1, line
		default:
			now.text += "\n" + line
		}
	}
	flush()
	return blocks
}

// definition reads one question.
func (b giftBlock) definition() (PollDefinition, error) {
	question, body, err := b.split()
	if err != nil {
		return PollDefinition{}, err
	}
	d := PollDefinition{Question: question}
	if b.settings != nil {
		return d, d.fillKnown(*b.settings, body)
	}
	return d, d.fillForeign(body)
}

var giftFormat = regexp.MustCompile(`^\[(html|moodle|plain|markdown)\]`)

// split takes the title off and parts the question from what stands in its braces.
func (b giftBlock) split() (question, body string, err error) {
	text := strings.TrimSpace(b.text)
	if rest, titled := strings.CutPrefix(text, "::"); titled {
		end := giftIndex(rest, "::")
		if end < 0 {
			return "", "", invalid("The title has no end.")
		}
		text = strings.TrimSpace(rest[end+2:])
	}
	from := giftIndex(text, "{")
	if from < 0 {
		return "", "", invalid("This question has no answers in braces.")
	}
	to := giftIndex(text[from:], "}")
	if to < 0 {
		return "", "", invalid("A closing brace is missing.")
	}
	body, after := text[from+1:from+to], text[from+to+1:]
	if giftIndex(after, "{") >= 0 || giftIndex(body, "{") >= 0 {
		return "", "", invalid("A question can have one pair of braces.")
	}
	question = giftText(text[:from])
	if rest := giftText(after); rest != "" {
		question += " _____ " + rest
	}
	return question, body, nil
}

// giftIndex returns where what stands in the text without a backslash before it, or -1.
func giftIndex(text, what string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case strings.HasPrefix(text[i:], what):
			return i
		}
	}
	return -1
}

var (
	giftEscapes = strings.NewReplacer(`\\`, `\`, `\~`, "~", `\=`, "=", `\#`, "#", `\{`, "{", `\}`, "}", `\:`, ":", `\n`, "\n")
	giftTag     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
)

// giftText returns a piece of the file as a person reads it.
func giftText(raw string) string {
	raw = strings.TrimSpace(raw)
	format := giftFormat.FindString(raw)
	text := giftEscapes.Replace(strings.ReplaceAll(raw[len(format):], "\n", " "))
	if format == "[html]" {
		text = html.UnescapeString(giftTag.ReplaceAllString(text, " "))
	}
	return strings.TrimSpace(text)
}
