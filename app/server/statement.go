package server

import (
	"context"
	"strconv"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/xapi"
)

// asked tells of polls in the words of statements.
type asked struct{ s *Server }

// Asked implements activity.Polls.
func (a asked) Asked(ctx context.Context, session app.Session) ([]activity.Poll, error) {
	list, err := a.s.poll.Asked(ctx, session)
	if err != nil {
		return nil, err
	}
	out := make([]activity.Poll, len(list))
	for i, p := range list {
		kind, options := interaction(p.PollDefinition)
		out[i] = activity.Poll{ID: p.ID, Question: p.Question, Type: kind, Options: options}
		for _, one := range p.Answers {
			out[i].Answers = append(out[i].Answers, activity.Answer{User: one.User, Parts: one.Answer, Share: one.Share})
		}
	}
	return out, nil
}

// interaction is how a poll is answered in the terms of xAPI 1.0.3 Data, Appendix C, and with what.
func interaction(d poll.PollDefinition) (xapi.InteractionType, []xapi.Option) {
	var options []xapi.Option
	for _, o := range d.Options {
		options = append(options, xapi.Option{ID: o.ID, Text: o.Text})
	}
	switch d.Kind {
	case poll.KindSingle, poll.KindMultiple:
		return xapi.InteractionChoice, options
	case poll.KindYesNo:
		return xapi.InteractionChoice, []xapi.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}
	case poll.KindOrdering:
		return xapi.InteractionSequencing, options
	case poll.KindScale:
		return xapi.InteractionLikert, steps(d.Scale)
	case poll.KindText, poll.KindWordCloud:
	}
	return xapi.InteractionFillIn, nil
}

// steps are the numbers of a scale, the ends with what they mean.
func steps(scale *poll.PollScale) []xapi.Option {
	var options []xapi.Option
	for n := scale.Min; n <= scale.Max; n++ {
		o := xapi.Option{ID: strconv.Itoa(n), Text: strconv.Itoa(n)}
		switch {
		case n == scale.Min && scale.MinLabel != "":
			o.Text += ", " + scale.MinLabel
		case n == scale.Max && scale.MaxLabel != "":
			o.Text += ", " + scale.MaxLabel
		}
		options = append(options, o)
	}
	return options
}
