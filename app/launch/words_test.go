package launch

import (
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

// TestEveryRefusalIsTranslated wants each code of a launch said in each language, and nothing said that no code asks for.
func TestEveryRefusalIsTranslated(t *testing.T) {
	t.Parallel()
	rules, err := os.ReadFile("../../lti/RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{"invalid", "payload_too_large"}
	for _, e := range []*refusedError{errNotYours, errNotYou, errNoAdding} {
		codes = append(codes, e.code)
	}
	inRow := regexp.MustCompile("`([a-z_]+)`")
	for row := range strings.Lines(string(rules)) {
		cells := strings.Split(row, "|")
		if len(cells) < 5 || !regexp.MustCompile(`^ LTI-(LOGIN|STATE|SEC|KEY|MSG|DL)-`).MatchString(cells[1]) {
			continue
		}
		for _, m := range inRow.FindAllStringSubmatch(cells[len(cells)-2], -1) {
			codes = append(codes, m[1])
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	if len(codes) < 55 {
		t.Fatalf("%d codes", len(codes))
	}
	for _, w := range allWords[1:] {
		for _, code := range codes {
			if w.Sentences[code] == "" {
				t.Errorf("%s doesn't say %s", w.Lang, code)
			}
		}
		for code := range w.Sentences {
			if !slices.Contains(codes, code) {
				t.Errorf("%s says %s, which isn't a code of a launch", w.Lang, code)
			}
		}
		for _, text := range []string{w.Title, w.Code, w.Request, w.Opening, w.Wait, w.Script} {
			if text == "" {
				t.Errorf("%s lacks words", w.Lang)
			}
		}
		for key := range allWords[0].Mends {
			if w.Mends[key] == "" {
				t.Errorf("%s doesn't say how to mend %s", w.Lang, key)
			}
		}
	}
}

func TestWordsFollowTheBrowser(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{"": "en", "de-AT,en;q=0.8": "de", "ar-EG": "ar", "fr,de;q=0.5": "de", "fr": "en", "en-GB,de": "en", "garbage;;;q": "en"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", asked)
		if got := wordsFor(r); got.Lang != want || (got.Dir == "rtl") != (want == "ar") {
			t.Errorf("%.20q: %s %s, want %s", asked, got.Lang, got.Dir, want)
		}
	}
	if got := allWords[1].sentence("token_expired", ""); got == lti.Explain("token_expired") || got == "" {
		t.Errorf("a sentence in German: %q", got)
	}
	if got := allWords[2].sentence("another_code", "As it is."); got != "As it is." {
		t.Errorf("what isn't translated: %q", got)
	}
}
