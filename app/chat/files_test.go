package chat_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestFilesGoWithTheirMessages puts the two features together, as the server does.
func TestFilesGoWithTheirMessages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		files := file.New(file.Deps{Store: s, Sessions: c, Door: live.Door{Store: s}, Chat: c, Clock: c.clock.Now, Log: slog.New(slog.DiscardHandler)})
		c.Service.Files = files
		upload := func(who app.UserID) string {
			t.Helper()
			f, err := files.Upload(context.Background(), session, who, "notes.txt", strings.NewReader("what I wrote"))
			if err != nil {
				t.Fatal(err)
			}
			return string(f.ID)
		}
		first, second, bens := upload("ana"), upload("ana"), upload("ben")
		c.refused(app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "fileIds": []string{first, bens}})
		c.refused(app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "fileIds": []string{first, first}})
		c.refused(app.CodeForbidden, "otto", "chat.send", body{"to": everyone(), "fileIds": []string{first}})
		// What was refused is still there to be sent.
		id := c.send("ana", staff(), "", body{"fileIds": []string{first, second}})
		c.refused(app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "fileIds": []string{second}})
		snap := c.snapshot("tom")
		if got := snap.Messages[0].Files; len(got) != 2 || got[0].Name != "notes.txt" || got[0].Type != "text/plain" || got[0].Size != 12 {
			t.Errorf("the message has the files %+v", got)
		}
		sees := func(who app.UserID) bool {
			t.Helper()
			may, err := c.FileVisible(context.Background(), app.Session{ID: session}, app.Actor{User: who}, app.FileID(first))
			if err != nil {
				t.Fatal(err)
			}
			return may
		}
		if !sees("ana") || !sees("ida") || sees("ben") || sees("otto") {
			t.Error("a file for the staff is seen by others, or not by them")
		}
		c.must("ana", "chat.delete", body{"messageId": id})
		if sees("ana") || sees("ida") {
			t.Error("a file of a deleted message is seen")
		}
		var left []string
		if err := s.Read(context.Background()).Raw("SELECT user_id FROM files").Scan(&left).Error; err != nil || len(left) != 1 || left[0] != "ben" {
			t.Errorf("files of %v are left, %v", left, err)
		}
		var page chat.ChatPage
		c.get("ana", "/messages", &page)
		if len(page.Messages) != 1 || page.Messages[0].Files != nil || page.Messages[0].Deleted == nil {
			t.Errorf("the page has %+v", page.Messages)
		}
	})
}
