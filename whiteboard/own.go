package whiteboard

import "github.com/lectern-classroom/lectern/whiteboard/yjs"

// elements is the root type of a page: a map of elements by their ids. Who may write only their own writes there alone.
const elements = "elements"

// refusal is why an update isn't taken in, for people.
type refusal string

// Error implements error.
func (r refusal) Error() string { return string(r) }

const (
	refusedElsewhere refusal = "You may write nothing but elements."
	refusedMissing   refusal = "This refers to something that isn't there."
	refusedKey       refusal = "There is an element of somebody else already."
	refusedOthers    refusal = "You may change only what is yours."
	refusedDeleting  refusal = "You may delete only what is yours."
	refusedKind      refusal = "This isn't an element."
)

// judge is the rule for those who may write only what is theirs (H13 to H15). whole says that the update is a step 2:
// that holds every deleted range which the client knows of, those included that it made by itself.
func (r *room) judge(user string, whole bool) func(yjs.Change) error {
	return func(c yjs.Change) error {
		switch {
		case c.Kind == yjs.Waits || c.Place.Kind == yjs.Unknown:
			return refusedMissing
		case c.Kind == yjs.Deletes:
			return r.judgeDelete(user, whole, c)
		}
		return r.judgeItem(user, c)
	}
}

// judgeItem lets elements be added under free keys, and anything inside of one's own.
func (r *room) judgeItem(user string, c yjs.Change) error {
	switch c.Place.Kind {
	case yjs.Nowhere:
		return nil
	case yjs.Entry:
		switch {
		case !r.free(c.Place.Key, user):
			return refusedKey
		case !c.Map && !c.Gone:
			return refusedKind
		case c.Right.Kind != yjs.Nowhere && (c.Right.Kind != yjs.Entry || c.Right.Key != c.Place.Key):
			return refusedOthers
		}
		return nil
	case yjs.Inside:
		if r.owners[c.Place.Entry.Client] != user || c.Right.Kind != yjs.Nowhere && c.Right != c.Place {
			return refusedOthers
		}
		return nil
	}
	return refusedElsewhere
}

// judgeDelete lets one's own be deleted. Of a step 2, what clients delete by themselves is left out: values that have
// lost against others, inside of an element or under its key.
func (r *room) judgeDelete(user string, whole bool, c yjs.Change) error {
	switch c.Place.Kind {
	case yjs.Nowhere:
		return nil
	case yjs.Entry, yjs.Inside:
		if r.owners[c.Place.Entry.Client] == user {
			return nil
		}
	}
	if whole && (c.Place.Kind != yjs.Entry || r.contested(c.Place.Key)) {
		return yjs.ErrLeave
	}
	return refusedDeleting
}

// free says whether the user may put an element under the key: nobody has, or the user's own lives, or nobody's lives
// and one of them was the user's.
func (r *room) free(key, user string) bool {
	holders := r.store.Holders(key)
	own, lives := len(holders) == 0, false
	for _, h := range holders {
		mine := r.owners[h.Client] == user
		if mine && h.Lives {
			return true
		}
		own, lives = own || mine, lives || h.Lives
	}
	return own && !lives
}

// contested says whether several elements live under the key: all but one of them have lost.
func (r *room) contested(key string) bool {
	n := 0
	for _, h := range r.store.Holders(key) {
		if h.Lives {
			n++
		}
	}
	return n > 1
}
