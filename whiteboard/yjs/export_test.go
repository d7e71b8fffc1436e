package yjs

// PlaceAt returns where the index says that a clock is.
func (s *Store) PlaceAt(id ID) Place {
	k := s.clients[id.Client]
	return s.index.place(k.structs[k.find(id.Clock)].home)
}
