package yjs

// PlaceKind is the kind of a Place.
type PlaceKind byte

const (
	// Nowhere: nobody sees it any more, because it is inside of something deleted.
	Nowhere PlaceKind = iota
	// Elsewhere: in another root type than the one that was indexed, or in that without a key.
	Elsewhere
	// Entry: a value under a key of the root type.
	Entry
	// Inside: anywhere inside of such a value.
	Inside
	// Unknown: nothing is there yet.
	Unknown
)

// Place is where a struct is, seen from the root type that was indexed.
type Place struct {
	Kind  PlaceKind
	Key   string // of Entry and Inside
	Entry ID     // the item under the key
}

// home is a Place in the index: one of those below, or a number of an entry, twice, plus one where it is inside.
type home uint32

const (
	unknownHome home = iota
	nowhere
	elsewhere
	onTheWayHome
	firstHome
)

// index knows where each struct of a store is. Compacting keeps it.
type index struct {
	root    string
	entries []indexed
	holders map[string][]ID
}

type indexed struct {
	key string
	id  ID
}

// Index begins to keep where each struct is, seen from the root type of that name, which is a map. ApplyIf needs it for
// its judge. It reads the whole store once.
func (s *Store) Index(root string) {
	if s.index != nil && s.index.root == root {
		return
	}
	s.index = &index{root: root, holders: map[string][]ID{}}
	for _, k := range s.clients {
		for i := range k.structs {
			k.structs[i].home = unknownHome
		}
	}
	for client, k := range s.clients {
		for i := range k.structs {
			s.locate(client, i)
		}
	}
}

// locate settles where a struct is: each leads to one other, until one is settled.
func (s *Store) locate(client uint64, i int) {
	type step struct {
		client uint64
		piece  piece
		at     *place
	}
	var way []step
	at := &s.clients[client].structs[i]
	for at.home == unknownHome {
		p := s.piece(client, *at)
		at.home = onTheWayHome
		way = append(way, step{client, p, at})
		to, _, is := p.lead()
		if !is {
			break
		}
		k := s.clients[to.Client]
		if k == nil || k.find(to.Clock) == len(k.structs) {
			break // Apply lets nobody in that refers to what isn't there
		}
		client, at = to.Client, &k.structs[k.find(to.Clock)]
	}
	for j := len(way) - 1; j >= 0; j-- {
		s.settle(way[j].client, &way[j].piece, way[j].at)
	}
}

// settle sets where a struct is, of which what it leads to is settled.
func (s *Store) settle(client uint64, p *piece, at *place) {
	lead := s.homeAt(p)
	id := ID{client, p.clock}
	entry, key := s.index.enters(p, lead)
	switch {
	case entry:
		at.home = s.index.add(key, id)
	case p.item() && lead >= firstHome:
		at.home = lead | 1
	case p.ref() == refGC || lead == nowhere:
		at.home = nowhere
	default:
		at.home = elsewhere
	}
}

// homeAt returns where that is which the piece leads to.
func (s *Store) homeAt(p *piece) home {
	to, _, is := p.lead()
	if !is {
		return elsewhere
	}
	k := s.clients[to.Client]
	if k == nil {
		return nowhere
	}
	i := k.find(to.Clock)
	if i == len(k.structs) || k.structs[i].home == onTheWayHome { // a circle, which Apply lets nobody make
		return nowhere
	}
	return k.structs[i].home
}

// enters says whether an item that leads there is an entry of the root type, and under which key.
func (x *index) enters(p *piece, lead home) (bool, string) {
	switch _, beside, is := p.lead(); {
	case !p.item():
	case is && beside && lead >= firstHome && lead&1 == 0:
		return true, x.entries[(lead-firstHome)/2].key
	case !is && p.byKey && p.hasParent():
		if root, key, has := p.key(); has && root == x.root {
			return true, key
		}
	}
	return false, ""
}

// add adds an entry under the key. Of each client, the newest one holds it.
func (x *index) add(key string, id ID) home {
	h := firstHome + home(2*len(x.entries))
	x.entries = append(x.entries, indexed{key, id})
	for i, old := range x.holders[key] {
		if old.Client == id.Client {
			x.holders[key][i] = id
			return h
		}
	}
	x.holders[key] = append(x.holders[key], id)
	return h
}

func (x *index) place(h home) Place {
	switch {
	case h >= firstHome:
		e := x.entries[(h-firstHome)/2]
		return Place{Entry + PlaceKind(h&1), e.key, e.id}
	case h == nowhere:
		return Place{Kind: Nowhere}
	}
	return Place{Kind: Elsewhere}
}

// homeOf returns h, or that nothing is settled where there is no index.
func (s *Store) homeOf(h home) home {
	if s.index == nil {
		return unknownHome
	}
	return h
}

// Holder is an item under a key of the root type, the newest one of its client. Lives says that it isn't deleted.
type Holder struct {
	ID
	Lives bool
}

// Holders returns who has put something under the key of the root type that was indexed.
func (s *Store) Holders(key string) []Holder {
	if s.index == nil {
		return nil
	}
	ids := s.index.holders[key]
	out := make([]Holder, len(ids))
	for i, id := range ids {
		out[i] = Holder{id, !has(s.deletes[id.Client], id.Clock)}
	}
	return out
}
