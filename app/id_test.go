package app

import (
	"slices"
	"testing"
)

func TestRoomsHaveTheNamesOfTheirSessionsAndGroups(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		session SessionID
		group   GroupID
		ours    bool
	}{
		"s-1": {"1", "", true}, "s-1.red": {"1", "red", true}, "s-1.red.x": {"1", "red.x", true},
		"s-": {}, "s-.red": {}, "s-1.": {}, "": {}, "1": {}, "lectern-probe": {}, "S-1": {},
	} {
		session, group, ours := SessionOfRoom(name)
		if session != want.session || group != want.group || ours != want.ours {
			t.Errorf("%q is %q, %q, %t", name, session, group, ours)
		}
		if ours && RoomName(session, group) != name {
			t.Errorf("%q is written %q", name, RoomName(session, group))
		}
	}
	for _, identity := range Identities("ana") {
		if user := UserOfIdentity(identity); user != "ana" {
			t.Errorf("%s is %s", identity, user)
		}
	}
	if got := RoomNames("1", []GroupID{"red", "blue"}); !slices.Equal(got, []string{"s-1.red", "s-1.blue"}) {
		t.Errorf("the groups' rooms are %v", got)
	}
}
