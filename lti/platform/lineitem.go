package platform

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	mediaLineItem  = "application/vnd.ims.lis.v2.lineitem+json"
	mediaLineItems = "application/vnd.ims.lis.v2.lineitemcontainer+json"
)

// LineItem is one column of the gradebook (AGS 2.0, 3.2).
type LineItem struct {
	ID             LineItemID `json:"id"`
	ClientID       ClientID   `json:"clientId"`
	Label          string     `json:"label"`
	ScoreMaximum   float64    `json:"scoreMaximum"`
	ResourceID     string     `json:"resourceId,omitempty"`
	Tag            string     `json:"tag,omitempty"`
	ResourceLinkID LinkID     `json:"resourceLinkId,omitempty"`
	Locked         bool       `json:"locked,omitempty"`
}

type lineItemBody struct {
	ID             string   `json:"id,omitempty"`
	Label          string   `json:"label"`
	ScoreMaximum   *float64 `json:"scoreMaximum"`
	ResourceID     string   `json:"resourceId"`
	Tag            string   `json:"tag"`
	ResourceLinkID LinkID   `json:"resourceLinkId,omitempty"`
	LTILinkID      LinkID   `json:"ltiLinkId,omitempty"`
}

func (st *state) addLineItem(li LineItem) LineItem {
	li.ID = LineItemID(strconv.Itoa(st.NextLineItem))
	st.NextLineItem++
	st.LineItems = append(st.LineItems, li)
	return li
}

// LineItems lists the columns of the gradebook.
func (p *Platform) LineItems() []LineItem {
	var out []LineItem
	p.view(func(st *state) { out = slices.Clone(st.LineItems) })
	return out
}

// LineItem finds a line item by its number or its URL.
func (p *Platform) LineItem(id LineItemID) (LineItem, error) {
	id = lineItemNumber(id)
	for _, li := range p.LineItems() {
		if li.ID == id {
			return li, nil
		}
	}
	return LineItem{}, fmt.Errorf("%w: line item %q", ErrNotFound, id)
}

// SetLocked locks a line item: scores for it are answered with 500, as Moodle does.
func (p *Platform) SetLocked(id LineItemID, locked bool) error {
	id = lineItemNumber(id)
	return p.update(func(st *state) error {
		for i := range st.LineItems {
			if st.LineItems[i].ID == id {
				st.LineItems[i].Locked = locked
				return nil
			}
		}
		return fmt.Errorf("%w: line item %q", ErrNotFound, id)
	})
}

// LineItemURL is the address of a line item as its tool knows it.
func (p *Platform) LineItemURL(id LineItemID) (string, error) {
	li, err := p.LineItem(id)
	if err != nil {
		return "", err
	}
	_, typeID, _ := p.tool(li.ClientID)
	return p.lineItemURL(li.ID, typeID), nil
}

// lineItemNumber takes the number out of a line item's URL.
func lineItemNumber(id LineItemID) LineItemID {
	address, _, _ := strings.Cut(string(id), "?")
	address = strings.TrimSuffix(address, "/lineitem")
	return LineItemID(address[strings.LastIndex(address, "/")+1:])
}

func (p *Platform) lineItemsURL(typeID int) string {
	return p.address(p.is.items, "", typeID)
}

func (p *Platform) lineItemURL(id LineItemID, typeID int) string {
	return p.address(p.is.item, id, typeID)
}

func (p *Platform) lineItemBody(li LineItem, typeID int) lineItemBody {
	return lineItemBody{
		ID: p.lineItemURL(li.ID, typeID), Label: li.Label, ScoreMaximum: &li.ScoreMaximum, ResourceID: li.ResourceID,
		Tag: li.Tag, ResourceLinkID: li.ResourceLinkID, LTILinkID: li.ResourceLinkID,
	}
}

// listLineItems is the line item container (AGS 2.0, 3.2.4 and 3.2.5).
func (p *Platform) listLineItems(w http.ResponseWriter, r *http.Request) {
	tool, typeID, ok := p.bearer(w, r, ScopeLineItem, ScopeLineItemReadonly)
	if !ok {
		return
	}
	if !accepts(r, mediaLineItems, false) {
		serveNoHandler(w, r)
		return
	}
	q := r.URL.Query()
	wanted := func(filter, value string) bool { return filter == "" || filter == value }
	found := []lineItemBody{}
	for _, li := range p.LineItems() {
		if li.ClientID == tool.ClientID && wanted(q.Get("tag"), li.Tag) && wanted(q.Get("resource_id"), li.ResourceID) &&
			wanted(q.Get("resource_link_id"), string(li.ResourceLinkID)) {
			found = append(found, p.lineItemBody(li, typeID))
		}
	}
	from, to := p.page(q, len(found), p.is.itemsPage)
	switch {
	case p.is.curly && q.Get("limit") != "":
		w.Header().Set("Link", p.lineItemLinks(q, typeID, from, to, len(found)))
	case to < len(found):
		p.nextLink(w, p.lineItemsURL(0), q, to)
	}
	writeJSON(w, http.StatusOK, mediaLineItems+"; charset=utf-8", found[from:to])
}

// lineItemLinks writes the Link header as Moodle does, with curly quotes and
// escaped ampersands, which RFC 8288 does not foresee.
func (p *Platform) lineItemLinks(q url.Values, typeID, from, to, n int) string {
	q.Set("type_id", strconv.Itoa(typeID))
	base, _, _ := strings.Cut(p.lineItemsURL(typeID), "?")
	link := func(at int, rel string) string {
		return "<" + html.EscapeString(base+"?"+nextQuery(q, at)) + ">; rel=“" + rel + "”"
	}
	links := []string{link(0, "first"), link(from, "canonical")}
	if to < n {
		links = append(links, link(to, "next"))
	}
	return strings.Join(links, ", ")
}

// ownLineItem finds the line item of the path for the tool of the request.
func (p *Platform) ownLineItem(w http.ResponseWriter, r *http.Request, tool ToolConfig) (LineItem, bool) {
	li, err := p.LineItem(LineItemID(r.PathValue("item")))
	if err != nil || li.ClientID != tool.ClientID {
		serviceError(w, r, http.StatusNotFound, "Not Found")
		return LineItem{}, false
	}
	return li, true
}

func (p *Platform) getLineItem(w http.ResponseWriter, r *http.Request) {
	tool, typeID, ok := p.bearer(w, r, ScopeLineItem, ScopeLineItemReadonly)
	if !ok {
		return
	}
	if !accepts(r, mediaLineItem, true) {
		serveNoHandler(w, r)
		return
	}
	if li, ok := p.ownLineItem(w, r, tool); ok {
		writeJSON(w, http.StatusOK, mediaLineItem+"; charset=utf-8", p.lineItemBody(li, typeID))
	}
}

// readLineItem reads and checks a line item's body; its raw form is kept
// because extensions are echoed.
func (p *Platform) readLineItem(w http.ResponseWriter, r *http.Request, tool ToolConfig) (lineItemBody, map[string]any, bool) {
	var body lineItemBody
	if !sends(r, mediaLineItem) {
		serveNoHandler(w, r)
		return body, nil, false
	}
	var raw json.RawMessage
	var echo map[string]any
	err := json.NewDecoder(r.Body).Decode(&raw)
	if err == nil {
		err = json.Unmarshal(raw, &echo)
	}
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	if err != nil || strings.TrimSpace(body.Label) == "" || body.ScoreMaximum == nil || *body.ScoreMaximum <= 0 {
		serviceError(w, r, http.StatusBadRequest, "No label or Score Maximum")
		return body, nil, false
	}
	if body.ResourceLinkID != "" {
		if link, err := p.Link(body.ResourceLinkID); err != nil || link.ClientID != tool.ClientID {
			serviceError(w, r, http.StatusForbidden, "Forbidden")
			return body, nil, false
		}
	}
	return body, echo, true
}

func (p *Platform) createLineItem(w http.ResponseWriter, r *http.Request) {
	tool, typeID, ok := p.bearer(w, r, ScopeLineItem)
	if !ok {
		return
	}
	body, echo, ok := p.readLineItem(w, r, tool)
	if !ok {
		return
	}
	li := LineItem{
		ClientID: tool.ClientID, Label: body.Label, ScoreMaximum: *body.ScoreMaximum, ResourceID: body.ResourceID,
		Tag: body.Tag, ResourceLinkID: body.ResourceLinkID,
	}
	err := p.update(func(st *state) error {
		li = st.addLineItem(li)
		return nil
	})
	if err != nil {
		p.serverError(w, err)
		return
	}
	echo["id"] = p.lineItemURL(li.ID, typeID)
	writeJSON(w, http.StatusCreated, mediaLineItem+"; charset=utf-8", echo)
}

// putLineItem replaces a line item; resourceLinkId stays (AGS 2.0, 3.2.6 and 3.2.7).
func (p *Platform) putLineItem(w http.ResponseWriter, r *http.Request) {
	tool, typeID, ok := p.bearer(w, r, ScopeLineItem)
	if !ok {
		return
	}
	li, ok := p.ownLineItem(w, r, tool)
	if !ok {
		return
	}
	body, echo, ok := p.readLineItem(w, r, tool)
	if !ok {
		return
	}
	err := p.update(func(st *state) error {
		for i := range st.LineItems {
			if have := &st.LineItems[i]; have.ID == li.ID {
				st.rescale(li.ID, have.ScoreMaximum, *body.ScoreMaximum)
				have.Label, have.ScoreMaximum, have.ResourceID, have.Tag = body.Label, *body.ScoreMaximum, body.ResourceID, body.Tag
			}
		}
		return nil
	})
	if err != nil {
		p.serverError(w, err)
		return
	}
	echo["id"] = p.lineItemURL(li.ID, typeID)
	writeJSON(w, http.StatusOK, mediaLineItem+"; charset=utf-8", echo)
}

func (p *Platform) deleteLineItem(w http.ResponseWriter, r *http.Request) {
	tool, _, ok := p.bearer(w, r, ScopeLineItem)
	if !ok {
		return
	}
	li, ok := p.ownLineItem(w, r, tool)
	if !ok {
		return
	}
	err := p.update(func(st *state) error {
		st.LineItems = slices.DeleteFunc(st.LineItems, func(have LineItem) bool { return have.ID == li.ID })
		for key, g := range st.Grades {
			if g.LineItem == li.ID {
				delete(st.Grades, key)
			}
		}
		return nil
	})
	if err != nil {
		p.serverError(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
