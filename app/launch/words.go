package launch

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"

	"golang.org/x/text/language"

	"github.com/lectern-classroom/lectern/lti"
)

//go:embed words
var wordFiles embed.FS

// words are what the pages of this package say in a language. Sentences are by the code of a refusal; English ones are
// with the refusals themselves.
type words struct {
	Lang, Dir                                   string
	Title, Code, Request, Opening, Wait, Script string
	Mends                                       map[string]string
	Sentences                                   map[string]string
}

// tongues are the languages that there are words for, the first for who reads none of them.
var tongues = []language.Tag{language.English, language.German, language.Arabic}

var (
	matcher  = language.NewMatcher(tongues)
	allWords = readWords()
)

func readWords() []words {
	all := make([]words, len(tongues))
	for i, tag := range tongues {
		b, err := wordFiles.ReadFile("words/" + tag.String() + ".json")
		if err == nil {
			err = json.Unmarshal(b, &all[i])
		}
		if err != nil {
			panic(fmt.Sprintf("launch: words of %v: %v", tag, err)) // they are compiled in, and a test reads them
		}
		all[i].Lang, all[i].Dir = tag.String(), "ltr"
		if tag == language.Arabic {
			all[i].Dir = "rtl"
		}
	}
	return all
}

// wordsFor returns the words that the browser of the request asks for (RFC 9110 §12.5.4).
func wordsFor(r *http.Request) words {
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return allWords[0]
	}
	_, i, _ := matcher.Match(asked...)
	return allWords[i]
}

// sentence says a refusal of the LTI library, or one with a sentence of its own in English.
func (w words) sentence(code, english string) string {
	if s := w.Sentences[code]; s != "" {
		return s
	}
	if english == "" {
		return lti.Explain(code)
	}
	return english
}

// mend says more of what can be done where the sentence of a refusal isn't enough.
func (w words) mend(code string) string {
	switch code {
	case "browser_unproven", "browser_mismatch":
		return w.Mends["window"]
	case "launch_replayed", "state_expired", "token_expired":
		return w.Mends["reload"]
	case "registration_unknown", "registration_ambiguous", "deployment_unknown", "audience_mismatch":
		return w.Mends["platforms"]
	case "key_set_unavailable", "key_unknown", "key_set_malformed":
		return w.Mends["doctor"]
	}
	return ""
}
