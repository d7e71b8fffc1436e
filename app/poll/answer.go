package poll

import (
	"math"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// answer checks an answer and returns it as it is kept: ids in the order of the options (but for ordering), texts
// cleaned. A refusal is CodeInvalid.
func (d *PollDefinition) answer(given []string) ([]string, error) {
	switch d.Kind {
	case KindSingle, KindYesNo, KindScale:
		if len(given) != 1 {
			return nil, invalid("Choose one answer.")
		}
	case KindMultiple:
		if len(given) == 0 {
			return nil, invalid("Choose at least one answer.")
		}
	case KindOrdering:
		if len(given) != len(d.Options) {
			return nil, invalid("Put all of the options in an order.")
		}
	case KindText:
		return textAnswer(given)
	case KindWordCloud:
		return wordAnswer(given)
	}
	choices := d.choices()
	for i, id := range given {
		if !slices.Contains(choices, id) {
			return nil, invalid("That isn't one of the options.")
		}
		if slices.Contains(given[:i], id) {
			return nil, invalid("An option can be given once.")
		}
	}
	kept := slices.Clone(given)
	if d.Kind == KindMultiple {
		slices.Sort(kept) // ids of options sort as the options do
	}
	return kept, nil
}

// choices lists what can be chosen; nil for answers in words.
func (d *PollDefinition) choices() []string {
	switch d.Kind {
	case KindYesNo:
		return []string{"yes", "no"}
	case KindScale:
		return d.Scale.values()
	case KindSingle, KindMultiple, KindOrdering:
		ids := make([]string, len(d.Options))
		for i, o := range d.Options {
			ids[i] = o.ID
		}
		return ids
	case KindText, KindWordCloud:
	}
	return nil
}

func textAnswer(given []string) ([]string, error) {
	if len(given) != 1 {
		return nil, invalid("Write one answer.")
	}
	text, err := cleanText("The answer", given[0], maxText)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, invalid("The answer is empty.")
	}
	return []string{text}, nil
}

func wordAnswer(given []string) ([]string, error) {
	if len(given) == 0 || len(given) > maxWords {
		return nil, invalid("Write one to %d words.", maxWords)
	}
	words := make([]string, 0, len(given))
	for _, g := range given {
		word, err := cleanText("A word", g, maxWord)
		if err != nil {
			return nil, err
		}
		word = strings.Join(strings.Fields(word), " ")
		if word == "" {
			return nil, invalid("A word is empty.")
		}
		if slices.ContainsFunc(words, func(w string) bool { return fold(w) == fold(word) }) {
			return nil, invalid("A word can be given once.")
		}
		words = append(words, word)
	}
	return words, nil
}

// grade returns which part of the points the answer gets, 0 to 1; graded is false where there is no right answer.
//   - single, yes_no, scale, text: all or nothing.
//   - multiple: (right ones chosen - wrong ones chosen) / right ones, and not less than nothing.
//   - ordering: the share of the options that stand at their right place.
func (d *PollDefinition) grade(answer []string) (part float64, graded bool) {
	if len(d.Right) == 0 || len(answer) == 0 {
		return 0, len(d.Right) > 0
	}
	hits := 0
	switch d.Kind {
	case KindText:
		for _, r := range d.Right {
			if fold(r) == fold(answer[0]) {
				return 1, true
			}
		}
		return 0, true
	case KindMultiple:
		for _, id := range answer {
			if slices.Contains(d.Right, id) {
				hits++
			} else {
				hits--
			}
		}
		return float64(max(0, hits)) / float64(len(d.Right)), true
	case KindSingle, KindYesNo, KindScale, KindOrdering:
		for i := range min(len(answer), len(d.Right)) {
			if answer[i] == d.Right[i] {
				hits++
			}
		}
		return float64(hits) / float64(len(d.Right)), true
	case KindWordCloud:
	}
	return 0, false
}

// given returns the points for a part of them, in hundredths of a point at most.
func given(part float64, points int) float64 { return math.Round(part*float64(points)*100) / 100 }

// votedData says of an answer what facts may hold.
func (d *PollDefinition) votedData(id app.PollID, answer []string) app.PollVotedData {
	data := app.PollVotedData{PollID: id}
	if part, graded := d.grade(answer); graded && !d.Anonymous {
		right, points := part == 1, given(part, d.points())
		data.Right, data.Points = &right, &points
	}
	return data
}
