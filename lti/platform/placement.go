package platform

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// Placement is a place of an LMS from which a tool is asked for content (Deep Linking 2.0, 3.4.1).
type Placement struct {
	Name     string
	Multiple bool
	// LineItems says whether columns that come with links are made; Says, whether the request tells so.
	LineItems, Says bool
}

// place is a placement with what its requests say.
type place struct {
	Placement
	types   []string
	targets []string
	media   string
	auto    bool
}

// Ways in which a request is found again when its answer comes.
const (
	keptHere  = ""     // by the address alone
	inData    = "data" // by the claim data, which has to come back
	inAddress = "address"
)

// every is each type of content item of the standard.
func every() []string { return []string{"ltiResourceLink", "link", "file", "html", "image"} }

func links() []string { return []string{"ltiResourceLink"} }

// places are where an LMS asks for Deep Linking, the most usual first.
func (p Personality) places() []place {
	at := func(name string, multiple, items bool, types []string, targets ...string) place {
		return place{Placement: Placement{Name: name, Multiple: multiple, LineItems: items}, types: types, targets: targets}
	}
	switch p {
	case Moodle:
		return []place{at("activity_chooser", true, true, links(), "frame", "iframe", "window")}
	case Canvas:
		modules := at("module_index_menu_modal", true, true, links(), "iframe", "window")
		modules.media, modules.auto = "application/vnd.ims.lti.v1.ltilink", true
		assignment := at("assignment_selection", false, true, links(), "iframe", "window")
		assignment.media = modules.media
		editor := at("editor_button", true, false, every(), "embed", "iframe", "window")
		editor.media = "image/*,text/html,application/vnd.ims.lti.v1.ltilink,*/*"
		return []place{modules, assignment, editor}
	case Blackboard:
		return []place{at("content_market", true, true, every(), "embed", "iframe", "window")}
	case Brightspace:
		quicklink := at("quicklink", true, true, every(), "iframe", "window")
		quicklink.auto = true
		return []place{quicklink, at("insert_stuff", false, false, every(), "embed", "iframe", "window")}
	case Sakai:
		lessons := at("lessons", true, true, links(), "iframe", "window")
		editor := at("editor", true, false, []string{"ltiResourceLink", "link", "image"}, "iframe", "window")
		lessons.Says, editor.Says = true, true
		return []place{lessons, editor}
	default:
		return []place{at("course_page", true, true, links(), "iframe", "window")}
	}
}

// Placements lists where the platform asks for Deep Linking, the most usual first.
func (p *Platform) Placements() []Placement {
	var out []Placement
	for _, at := range p.cfg.Personality.places() {
		out = append(out, at.Placement)
	}
	return out
}

// place finds a placement, the first where no name is given.
func (p *Platform) place(name string) (place, error) {
	all := p.cfg.Personality.places()
	if name == "" {
		return all[0], nil
	}
	at := slices.IndexFunc(all, func(x place) bool { return x.Name == name })
	if at < 0 {
		return place{}, fmt.Errorf("%w: placement %q", ErrNotFound, name)
	}
	return all[at], nil
}

// requestData is what finds a request again, in the claim or in the address.
func requestData(l launch) string {
	return base64.RawURLEncoding.EncodeToString([]byte("request " + hashed(l.deepLink)))
}

// returnURL is where the answer to a request goes.
func (p *Platform) returnURL(l launch) string {
	to := p.cfg.BaseURL + "/lti/deeplink/" + l.deepLink
	if p.is.asksBy == inAddress {
		to += "?" + url.Values{"placement": {l.place.Name}, "data": {requestData(l)}}.Encode()
	}
	return to
}

// answers says whether an answer brings back what its request needs.
func (p *Platform) answers(l launch, tool ToolConfig, r *http.Request, data string) bool {
	switch p.is.asksBy {
	case inData:
		return data == requestData(l)
	case inAddress:
		return r.URL.Query().Get("data") == requestData(l) && data == ""
	default:
		return data == tool.DeepLinkData
	}
}

// settingsOf is the claim of the request (Deep Linking 2.0, 3.4.1).
func (p *Platform) settingsOf(l launch, tool ToolConfig) map[string]any {
	c := map[string]any{
		"accept_types": l.place.types, "accept_presentation_document_targets": l.place.targets, "accept_multiple": l.place.Multiple,
		"accept_unsigned": false, "auto_create": l.place.auto, "deep_link_return_url": p.returnURL(l), "title": tool.title(), "text": "",
	}
	if l.place.media != "" {
		c["accept_media_types"] = l.place.media
	}
	if l.place.Says {
		c["accept_lineitem"] = l.place.LineItems
	}
	switch {
	case p.is.asksBy == inData:
		c["data"] = requestData(l)
	case tool.DeepLinkData != "":
		c["data"] = tool.DeepLinkData
	}
	return c
}

// columnOf is the column that comes with a link, if any.
func (p *Platform) columnOf(item contentItem, link Link, at place) (LineItem, bool) {
	if item.LineItem == nil || !at.LineItems {
		li := LineItem{ClientID: link.ClientID, Label: link.Title, ScoreMaximum: 100, ResourceLinkID: link.ID}
		return li, p.is.gradesAll && at.LineItems
	}
	li := LineItem{ClientID: link.ClientID, Label: item.LineItem.Label, ScoreMaximum: *item.LineItem.ScoreMaximum,
		ResourceID: item.LineItem.ResourceID, Tag: item.LineItem.Tag, ResourceLinkID: link.ID}
	if li.Label == "" {
		li.Label = link.Title
	}
	return li, true
}

// tellTime dates answers by the platform's own clock.
func (p *Platform) tellTime(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.tells.Load() {
			w.Header().Set("Date", p.now().UTC().Format(http.TimeFormat))
		}
		next.ServeHTTP(w, r)
	})
}

// Reviews says whether the LMS opens a learner's work in the tool (Submission Review 1.0).
func (p *Platform) Reviews() bool { return !p.is.noReview }

// TellTime lets the Date of answers be of the platform's own clock, as it is where the LMS and its web server are one machine;
// else a proxy that is in time writes it.
func (p *Platform) TellTime(own bool) { p.tells.Store(own) }
