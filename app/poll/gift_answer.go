package poll

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// giftAnswer is one answer in braces.
type giftAnswer struct {
	sign     byte // '=' or '~'
	weight   float64
	weighted bool
	raw      string // without weight and feedback
}

var giftWeight = regexp.MustCompile(`^%(-?[0-9]{1,3}(?:\.[0-9]{1,10})?)%`)

// giftAnswers reads the answers in braces.
func giftAnswers(body string) ([]giftAnswer, error) {
	body = strings.TrimSpace(body)
	var answers []giftAnswer
	for body != "" {
		if body[0] != '=' && body[0] != '~' {
			return nil, invalid("Each answer must begin with = or ~.")
		}
		a := giftAnswer{sign: body[0]}
		body = body[1:]
		end := len(body)
		for _, sign := range []string{"=", "~"} {
			if i := giftIndex(body, sign); i >= 0 {
				end = min(end, i)
			}
		}
		a.raw, body = strings.TrimSpace(body[:end]), body[end:]
		if i := giftIndex(a.raw, "#"); i >= 0 {
			a.raw = strings.TrimSpace(a.raw[:i])
		}
		if m := giftWeight.FindStringSubmatch(a.raw); m != nil {
			weight, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				return nil, invalid("A weight isn't a number.")
			}
			a.weight, a.weighted, a.raw = weight, true, strings.TrimSpace(a.raw[len(m[0]):])
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// fillKnown takes over a question of Lectern's own export.
func (d *PollDefinition) fillKnown(s giftSettings, body string) error {
	d.Kind, d.Scale, d.Points, d.Anonymous, d.Results, d.Changeable, d.Seconds = s.Kind, s.Scale, s.Points, s.Anonymous, s.Results, s.Changeable, s.Seconds
	switch s.Kind {
	case KindYesNo:
		if right, ok := giftTruth(body); ok {
			d.Right = []string{right}
		}
		return nil
	case KindScale, KindWordCloud:
		d.Right = s.Right
		return nil
	case KindSingle, KindMultiple, KindText, KindOrdering:
	default:
		return invalid("The comment of Lectern has a kind of poll that isn't known.")
	}
	answers, err := giftAnswers(body)
	if err != nil {
		return err
	}
	if s.Kind == KindText {
		return d.fillTexts(answers)
	}
	d.fillOptions(answers)
	if s.Kind == KindOrdering {
		d.Right, err = d.rightIn(s.Right)
	}
	return err
}

// fillForeign takes over a question as anybody may have written it.
func (d *PollDefinition) fillForeign(body string) error {
	body = strings.TrimSpace(body)
	if right, ok := giftTruth(body); ok {
		d.Kind, d.Right = KindYesNo, []string{right}
		return nil
	}
	if rest, numeric := strings.CutPrefix(body, "#"); numeric && !strings.HasPrefix(rest, "###") {
		return d.fillNumbers(rest)
	}
	if body == "" || strings.HasPrefix(body, "####") {
		d.Kind = KindText
		return nil
	}
	answers, err := giftAnswers(body)
	if err != nil {
		return err
	}
	equals, tildes, weights := 0, 0, false
	for _, a := range answers {
		if a.sign == '=' {
			equals++
			continue
		}
		tildes++
		weights = weights || a.weight > 0
	}
	if tildes == 0 {
		if slices.ContainsFunc(answers, func(a giftAnswer) bool { return strings.Contains(a.raw, "->") }) {
			return invalid("Matching questions can't be polls.")
		}
		d.Kind = KindText
		return d.fillTexts(answers)
	}
	d.Kind = KindSingle
	if weights || equals > 1 {
		d.Kind = KindMultiple
	}
	d.fillOptions(answers)
	return nil
}

// giftTruth reads the body of a question that is answered with true or false: "yes" or "no".
func giftTruth(body string) (right string, ok bool) {
	if i := giftIndex(body, "#"); i >= 0 {
		body = body[:i]
	}
	switch strings.ToUpper(strings.TrimSpace(body)) {
	case "T", "TRUE":
		return "yes", true
	case "F", "FALSE":
		return "no", true
	}
	return "", false
}

func (d *PollDefinition) fillOptions(answers []giftAnswer) {
	for i, a := range answers {
		id := strconv.Itoa(i + 1)
		d.Options = append(d.Options, PollOption{ID: id, Text: giftText(a.raw)})
		if (a.sign == '=' && (!a.weighted || a.weight > 0)) || a.weight > 0 {
			d.Right = append(d.Right, id)
		}
	}
}

// fillTexts takes the short answers that count in full.
func (d *PollDefinition) fillTexts(answers []giftAnswer) error {
	for _, a := range answers {
		if !a.weighted || a.weight >= 100 {
			d.Right = append(d.Right, giftText(a.raw))
		}
	}
	if len(answers) > 0 && len(d.Right) == 0 {
		return invalid("None of the answers counts in full.")
	}
	return nil
}

// fillNumbers takes the numbers of a numerical question as texts.
func (d *PollDefinition) fillNumbers(body string) error {
	d.Kind = KindText
	body = strings.TrimSpace(body)
	if !strings.HasPrefix(body, "=") {
		body = "=" + body
	}
	answers, err := giftAnswers(body)
	if err != nil {
		return err
	}
	for i, a := range answers {
		value, _, _ := strings.Cut(a.raw, ":")
		value = strings.TrimSpace(value)
		if strings.Contains(value, "..") {
			return invalid("Ranges of numbers can't be right answers.")
		}
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return invalid("A numerical answer isn't a number.")
		}
		answers[i].raw = value
	}
	return d.fillTexts(answers)
}
