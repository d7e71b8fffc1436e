package server_test

import (
	"encoding/json"
	"maps"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/breakout"
)

// breakoutRights is the part of the matrix about breakouts. One is open, with the learner in its first group, which the
// observer attends.
func breakoutRights() map[string]right {
	var set app.BreakoutID
	var group app.GroupID
	plan := apptest.Body{"name": "Fractions", "plan": apptest.Body{"choice": "free", "mayReturn": true}, "groups": []apptest.Body{{"name": "A"}, {"name": "B"}}}
	planned := func(c *class) app.BreakoutID {
		var made breakout.BreakoutMade
		c.sockets['i'].Must("breakout.plan", plan, &made)
		return made.BreakoutID
	}
	ready := func(c *class) {
		if set == "" {
			set = planned(c)
			c.sockets['i'].Must("breakout.open", apptest.Body{"breakoutId": set}, nil)
			var opened breakout.BreakoutOpened
			if err := json.Unmarshal(c.sockets['i'].Next("breakout.opened").Raw, &opened); err != nil {
				c.t.Fatal(err)
			}
			group = opened.Breakout.Groups[0].GroupID
			c.sockets['i'].Must("breakout.attend", apptest.Body{"userId": c.clients['o'].Me.UserID, "groupIds": []app.GroupID{group}}, nil)
		}
		c.sockets['i'].Must("breakout.assign", apptest.Body{"userId": c.clients['l'].Me.UserID, "groupId": group}, nil)
	}
	in := func(body apptest.Body) func(*class, rune) apptest.Body {
		return func(c *class, _ rune) apptest.Body { ready(c); return body }
	}
	at := func(body apptest.Body) func(*class, rune) apptest.Body {
		return func(c *class, _ rune) apptest.Body {
			ready(c)
			body := maps.Clone(body)
			body["groupId"] = group
			return body
		}
	}
	about := func(body apptest.Body, more func() (string, any)) func(*class, rune) apptest.Body {
		return func(c *class, as rune) apptest.Body {
			ready(c)
			body := onLearner(body)(c, as)
			key, value := more()
			body[key] = value
			return body
		}
	}
	return map[string]right{
		"breakout.plan":    {"ia", always(plan)},
		"breakout.discard": {"ia", func(c *class, _ rune) apptest.Body { return apptest.Body{"breakoutId": planned(c)} }},
		"breakout.open":    {"ia", func(c *class, _ rune) apptest.Body { ready(c); return apptest.Body{"breakoutId": set} }},
		"breakout.close":   {"ia", in(apptest.Body{"seconds": 100})},
		"breakout.keep":    {"ia", in(apptest.Body{})},
		"breakout.time":    {"ia", in(apptest.Body{"seconds": 600})},
		"breakout.assign":  {"ia", about(apptest.Body{}, func() (string, any) { return "groupId", group })},
		"breakout.attend": {"ia", func(c *class, _ rune) apptest.Body {
			ready(c)
			return apptest.Body{"userId": c.clients['o'].Me.UserID, "groupIds": []app.GroupID{group}}
		}},
		"breakout.add":    {"ia", in(apptest.Body{"name": "C"})},
		"breakout.change": {"ia", at(apptest.Body{"task": "Add them."})},
		"breakout.attach": {"ia", at(apptest.Body{"files": []app.FileID{}})},
		"breakout.merge": {"ia", func(c *class, _ rune) apptest.Body {
			ready(c)
			var made breakout.BreakoutGroupMade
			c.sockets['i'].Must("breakout.add", apptest.Body{"name": "D"}, &made)
			return apptest.Body{"groupId": made.GroupID, "into": group}
		}},
		"breakout.split": {"ia", func(c *class, _ rune) apptest.Body {
			ready(c)
			return apptest.Body{"groupId": group, "name": "E", "members": []app.UserID{c.clients['l'].Me.UserID}}
		}},
		"breakout.say":    {"ia", in(apptest.Body{"text": "Two minutes left", "groupIds": []app.GroupID{}})},
		"breakout.helped": {"ia", at(apptest.Body{})},
		"breakout.choose": {"l", at(apptest.Body{})},
		"breakout.return": {"l", in(apptest.Body{})},
		"breakout.rejoin": {"l", in(apptest.Body{})},
		"breakout.help":   {"l", in(apptest.Body{"on": true})},
		"breakout.done":   {"l", in(apptest.Body{"done": true})},
		"breakout.visit":  {"iao", at(apptest.Body{})},
	}
}
