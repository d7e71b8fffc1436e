package poll

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"slices"
)

// What a frame holds of answers in words: the most frequent ones.
const (
	wordsShown = 200
	wordsBytes = 16 << 10
)

// PollTally is what was answered, in numbers.
type PollTally struct {
	Voted int `json:"voted"`
	// Right is how many answers are right in full, where the viewer knows what is right.
	Right *int `json:"right,omitempty"`
	// Counts has every choice; for ordering it says how often the option stood first.
	Counts map[string]int `json:"counts,omitempty"`
	// Means holds the mean place of each option of an ordering, from 1, once somebody has answered.
	Means map[string]float64 `json:"means,omitempty"`
	// Words are answers in words, the most frequent first; More is how many different ones are left out.
	Words []PollWord `json:"words,omitempty"`
	More  int        `json:"more,omitempty"`
}

// PollWord is an answer in words, and how often it was given. Answers that differ by case or spaces are one.
type PollWord struct {
	Key   string `json:"key"`
	Text  string `json:"text"`
	Count int    `json:"count"`
	// Hidden: learners don't see it.
	Hidden bool `json:"hidden,omitempty"`
}

// count keeps the numbers of one poll. Adding and taking back an answer cost the same however many there are.
type count struct {
	voted, right int
	choices      map[string]int
	places       map[string]int // ordering: the sum of the places
	words        map[string]*word
}

type word struct {
	count int
	forms map[string]int
}

func newCount() *count {
	return &count{choices: map[string]int{}, places: map[string]int{}, words: map[string]*word{}}
}

// add counts an answer, or takes it back where by is -1.
func (c *count) add(d *PollDefinition, answer []string, by int) {
	c.voted += by
	if part, graded := d.grade(answer); graded && part == 1 {
		c.right += by
	}
	switch d.Kind {
	case KindText, KindWordCloud:
		for _, text := range answer {
			c.addWord(text, by)
		}
	case KindOrdering:
		bump(c.choices, answer[0], by)
		for i, id := range answer {
			bump(c.places, id, by*(i+1))
		}
	case KindSingle, KindMultiple, KindYesNo, KindScale:
		for _, id := range answer {
			bump(c.choices, id, by)
		}
	}
}

// bump adds to a number; one that comes to 0 isn't kept.
func bump(numbers map[string]int, key string, by int) {
	if numbers[key] += by; numbers[key] == 0 {
		delete(numbers, key)
	}
}

func (c *count) addWord(text string, by int) {
	key := wordKey(text)
	w := c.words[key]
	if w == nil {
		w = &word{forms: map[string]int{}}
		c.words[key] = w
	}
	bump(w.forms, text, by)
	if w.count += by; w.count == 0 {
		delete(c.words, key)
	}
}

// wordKey names answers that are alike.
func wordKey(text string) string {
	sum := sha256.Sum256([]byte(fold(text)))
	return hex.EncodeToString(sum[:8])
}

// text is the form that was given most often; of equals the one that sorts first.
func (w *word) text() string {
	best, n := "", 0
	for form, k := range w.forms {
		if k > n || (k == n && form < best) {
			best, n = form, k
		}
	}
	return best
}

// tally returns the numbers as staff or learners get them.
func (c *count) tally(d *PollDefinition, hidden map[string]bool, staff, right bool) PollTally {
	t := PollTally{Voted: c.voted}
	if len(d.Right) > 0 && right {
		n := c.right
		t.Right = &n
	}
	if choices := d.choices(); choices != nil {
		t.Counts = map[string]int{}
		for _, id := range choices {
			t.Counts[id] = c.choices[id]
		}
	}
	if d.Kind == KindOrdering && c.voted > 0 {
		t.Means = map[string]float64{}
		for id, sum := range c.places {
			t.Means[id] = math.Round(float64(sum)/float64(c.voted)*100) / 100
		}
	}
	t.Words, t.More = c.top(hidden, staff)
	return t
}

func (c *count) top(hidden map[string]bool, staff bool) (words []PollWord, more int) {
	keys := slices.SortedFunc(maps.Keys(c.words), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.words[b].count, c.words[a].count), cmp.Compare(a, b))
	})
	size := 0
	for _, key := range keys {
		if hidden[key] && !staff {
			continue
		}
		w := PollWord{Key: key, Text: c.words[key].text(), Count: c.words[key].count, Hidden: hidden[key]}
		if size += len(w.Text) + 64; len(words) == wordsShown || size > wordsBytes {
			more++
			continue
		}
		words = append(words, w)
	}
	return words, more
}
