package breakout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// mostSaid is how many texts of the staff are kept.
	mostSaid = 20
	// mostPlanned and mostMade bound the breakouts of a session: those that are planned, and all.
	mostPlanned, mostMade = 20, 100
	// mostGroups, mostPeople and mostFiles bound a breakout: its groups, its members (and its attendants), the files of a task.
	mostGroups, mostPeople, mostFiles = 100, 1000, 20
	// longestName, longestTask and longestText bound what is written, in characters.
	longestName, longestTask, longestText = 80, 2000, 1000
	// longestTimer and longestCountdown are in seconds.
	longestTimer, longestCountdown = 24 * 60 * 60, 120
	// mostCap bounds how many learners may choose a group.
	mostCap = 1000
)

// ids is what an id looks like: audiences and names of rooms are made of them.
var ids = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func invalid(format string, args ...any) error { return app.Errorf(app.CodeInvalid, format, args...) }

func conflict(format string, args ...any) error { return app.Errorf(app.CodeConflict, format, args...) }

// line cleans a name: one line, without what can't be seen.
func line(text, of string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable) {
		return "", invalid("The name of %s holds characters that can't be shown.", of)
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > longestName {
		return "", invalid("The name of %s may have at most %d characters.", of, longestName)
	}
	return text, nil
}

// groupName is line for a group, which must have a name.
func groupName(text string) (string, error) {
	name, err := line(text, "a group")
	if err == nil && name == "" {
		err = invalid("A group needs a name.")
	}
	return name, err
}

// paragraph cleans a longer text.
func paragraph(text, what string, most int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unprintable(r) }):
		return "", invalid("The %s holds characters that can't be shown.", what)
	case utf8.RuneCountInString(text) > most:
		return "", invalid("The %s may have at most %d characters.", what, most)
	}
	return text, nil
}

// unprintable says whether a character is no text. Spaces of any kind are.
func unprintable(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) && r != '\t'
}

func between(n, most int, what string) error {
	if n < 0 || n > most {
		return invalid("The %s must be between 0 and %d.", what, most)
	}
	return nil
}

// distinct checks a list of ids and returns it with each of them once; never nil.
func distinct[ID ~string](list []ID, most int, what string) ([]ID, error) {
	if len(list) > most {
		return nil, invalid("There may be at most %d %s.", most, what)
	}
	once, seen := make([]ID, 0, len(list)), make(map[ID]bool, len(list))
	for _, id := range list {
		if !ids.MatchString(string(id)) {
			return nil, invalid("That isn't a list of %s.", what)
		}
		if !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once, nil
}

// checked returns the plan as it is kept.
func checked(p app.BreakoutPlan) (app.BreakoutPlan, error) {
	var err error
	if p.Task, err = paragraph(p.Task, "task", longestTask); err != nil {
		return p, err
	}
	if p.Files, err = distinct(p.Files, mostFiles, "files"); err != nil {
		return p, err
	}
	switch p.Choice {
	case app.ChoiceNone, app.ChoiceFree:
	case "":
		p.Choice = app.ChoiceNone
	default:
		return p, invalid("choice must be none or free.")
	}
	if (p.Template != "" && !ids.MatchString(p.Template)) || (p.CopyOf != "" && !ids.MatchString(string(p.CopyOf))) {
		return p, invalid("template and copyOf must name what is on the groups' boards.")
	}
	if err := between(p.Seconds, longestTimer, "seconds of the timer"); err != nil {
		return p, err
	}
	return p, between(p.Countdown, longestCountdown, "seconds of the countdown")
}

// fits refuses a breakout without a group, with too many people, or with somebody in two groups.
func fits(groups []app.BreakoutGroup) error {
	if len(groups) == 0 {
		return invalid("A breakout needs a group.")
	}
	members, attendants := map[app.UserID]bool{}, 0
	for _, g := range groups {
		attendants += len(g.Attendants)
		for _, user := range g.Members {
			if members[user] {
				return invalid("Somebody is in two groups.")
			}
			members[user] = true
		}
	}
	if len(members) > mostPeople || attendants > mostPeople {
		return invalid("A breakout can have at most %d people.", mostPeople)
	}
	return nil
}
