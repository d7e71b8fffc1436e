package lti_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// recordings is where the exchanges with a Moodle 4.5.6 are, beside the project. They aren't part of it: who has cloned the
// project alone skips these tests.
const recordings = "../../shared/recorded/moodle-4.5"

func needRecordings(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(recordings); errors.Is(err, fs.ErrNotExist) {
		t.Skip("there are no recordings beside the project")
	}
}

// moodleAt is the address of the Moodle that was recorded.
const moodleAt = "http://localhost:8300"

// exchange is one recorded file; which members it has depends on its kind.
type exchange struct {
	Login struct {
		Params map[string]string `json:"params"`
	} `json:"login_initiation"`
	IDToken struct {
		Header  map[string]any `json:"header"`
		Payload map[string]any `json:"payload"`
	} `json:"id_token"`
	Request struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
		Params  map[string]string `json:"params"`
		Scope   string            `json:"scope"`
		Body    json.RawMessage   `json:"body"`
	} `json:"request"`
	Response struct {
		Status   int               `json:"status"`
		Headers  map[string]string `json:"headers"`
		Body     json.RawMessage   `json:"body"`
		FormPost *struct {
			Fields map[string]string `json:"fields"`
		} `json:"form_post"`
	} `json:"response"`
	Claims map[string]any  `json:"jwt_claims"`
	Status int             `json:"platform_status"`
	Form   json.RawMessage `json:"platform_form_data"`
	Raw    []byte          `json:"-"`
}

// body is the answer's body as it was on the wire.
func (e exchange) body() string {
	var text string
	if json.Unmarshal(e.Response.Body, &text) == nil {
		return text
	}
	return string(e.Response.Body)
}

func readExchange(t *testing.T, file string) exchange {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(recordings, file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	e := exchange{Raw: b}
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// recordedCase replays one file; its name says what is shown.
type recordedCase struct {
	quirk  string
	replay func(t *testing.T, e exchange)
}

// recordedCases has a case for every file.
func recordedCases() map[string]recordedCase {
	all := map[string]recordedCase{}
	for _, part := range []map[string]recordedCase{recordedLaunches(), recordedAuth(), recordedTokens(), recordedMembers(), recordedLineItems(),
		recordedScores(), recordedResults(), recordedDeepLinks(), recordedRegistrations()} {
		for file, c := range part {
			if _, twice := all[file]; twice {
				panic(file + " has two cases")
			}
			all[file] = c
		}
	}
	return all
}

func TestRecordedMoodle(t *testing.T) {
	t.Parallel()
	needRecordings(t)
	for file, c := range recordedCases() {
		t.Run(file+" "+c.quirk, func(t *testing.T) {
			t.Parallel()
			c.replay(t, readExchange(t, file))
		})
	}
}

func TestEveryRecordingHasItsCase(t *testing.T) {
	t.Parallel()
	needRecordings(t)
	files, err := filepath.Glob(filepath.Join(recordings, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no recordings in %s", recordings)
	}
	cases := recordedCases()
	var names []string
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		names = append(names, name)
		if c, ok := cases[name]; !ok || c.quirk == "" {
			t.Errorf("%s has no case", name)
		}
	}
	for name := range cases {
		if !slices.Contains(names, name) {
			t.Errorf("the case %s has no recording", name)
		}
	}
}
