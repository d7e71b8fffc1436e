package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

type messageRow struct {
	ID          string `gorm:"primaryKey"`
	SessionID   string
	Number      int64
	Kind        string
	ToUser      string
	ToName      string
	ToGroup     string
	UserID      string
	Name        string
	Role        string
	Text        string
	ReplyTo     string
	Files       string
	SentMs      int64
	EditedMs    int64
	DeletedMs   int64
	DeletedBy   string
	DeletedName string
}

func (messageRow) TableName() string { return "chat_messages" }

type fileRow struct {
	SessionID string `gorm:"primaryKey"`
	FileID    string `gorm:"primaryKey"`
	MessageID string
}

func (fileRow) TableName() string { return "chat_files" }

type reactionRow struct {
	SessionID string `gorm:"primaryKey"`
	MessageID string `gorm:"primaryKey"`
	UserID    string `gorm:"primaryKey"`
	Emoji     string `gorm:"primaryKey"`
}

func (reactionRow) TableName() string { return "chat_reactions" }

type muteRow struct {
	SessionID string `gorm:"primaryKey"`
	UserID    string `gorm:"primaryKey"`
	Name      string
	MutedBy   string
	AtMs      int64
}

func (muteRow) TableName() string { return "chat_mutes" }

type settingsRow struct {
	SessionID string `gorm:"primaryKey"`
	Learners  string
	Private   bool
	SetBy     string
	AtMs      int64
}

func (settingsRow) TableName() string { return "chat_settings" }

type readRow struct {
	SessionID string `gorm:"primaryKey"`
	UserID    string `gorm:"primaryKey"`
	UpTo      int64
}

func (readRow) TableName() string { return "chat_reads" }

type auditRow struct {
	Seq       int64 `gorm:"primaryKey;autoIncrement"`
	SessionID string
	MessageID string
	Action    string
	ByUser    string
	ByName    string
	ByRole    string
	OldText   string
	AtMs      int64
}

func (auditRow) TableName() string { return "chat_audit" }

func (r messageRow) message() (*message, error) {
	m := &message{ID: app.MessageID(r.ID), Number: r.Number, To: ChatTo{Kind: Kind(r.Kind), UserID: app.UserID(r.ToUser), Name: r.ToName, GroupID: app.GroupID(r.ToGroup)},
		User: app.UserID(r.UserID), Name: r.Name, Role: app.Role(r.Role), Text: r.Text, ReplyTo: app.MessageID(r.ReplyTo),
		SentAt: store.Time(r.SentMs), EditedAt: store.Time(r.EditedMs), DeletedAt: store.Time(r.DeletedMs), DeletedBy: app.UserID(r.DeletedBy), DeletedName: r.DeletedName}
	if r.Files != "" {
		if err := json.Unmarshal([]byte(r.Files), &m.Files); err != nil {
			return nil, fmt.Errorf("read the files of a message: %w", err)
		}
	}
	return m, nil
}

// insert keeps a new message, with its files.
func (s *Service) insert(ctx context.Context, session app.SessionID, m *message) error {
	row := messageRow{ID: string(m.ID), SessionID: string(session), Number: m.Number, Kind: string(m.To.Kind), ToUser: string(m.To.UserID), ToName: m.To.Name,
		ToGroup: string(m.To.GroupID), UserID: string(m.User), Name: m.Name, Role: string(m.Role), Text: m.Text, ReplyTo: string(m.ReplyTo), SentMs: store.Millis(m.SentAt)}
	var files []fileRow
	if len(m.Files) > 0 {
		row.Files = string(app.MustJSON(m.Files))
		for _, f := range m.Files {
			files = append(files, fileRow{SessionID: string(session), FileID: string(f.ID), MessageID: string(m.ID)})
		}
	}
	err := s.Store.Write(ctx).Create(&row).Error
	if err == nil && len(files) > 0 {
		err = s.Store.Write(ctx).Create(&files).Error
	}
	if err != nil {
		return fmt.Errorf("keep a message: %w", err)
	}
	return nil
}

func (s *Service) audit(ctx context.Context, session app.SessionID, m *message, action string, c live.Command) error {
	row := auditRow{SessionID: string(session), MessageID: string(m.ID), Action: action, ByUser: string(c.Actor.User), ByName: c.Name, ByRole: string(c.Actor.Role),
		OldText: m.Text, AtMs: store.Millis(c.At)}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep what a message said: %w", err)
	}
	return nil
}

// change gives a message a new text.
func (s *Service) change(ctx context.Context, session app.SessionID, m *message, text string, c live.Command) error {
	if err := s.audit(ctx, session, m, auditEdit, c); err != nil {
		return err
	}
	err := s.Store.Write(ctx).Exec("UPDATE chat_messages SET text = ?, edited_ms = ? WHERE id = ?", text, store.Millis(c.At), m.ID).Error
	if err != nil {
		return fmt.Errorf("change a message: %w", err)
	}
	return nil
}

// erase takes out what a message said, wherever it was kept but in the audit.
func (s *Service) erase(ctx context.Context, session app.SessionID, m *message, c live.Command) error {
	if err := s.audit(ctx, session, m, auditDelete, c); err != nil {
		return err
	}
	db := s.Store.Write(ctx)
	err := db.Exec("UPDATE chat_messages SET text = '', files = '', edited_ms = 0, deleted_ms = ?, deleted_by = ?, deleted_name = ? WHERE id = ?",
		store.Millis(c.At), c.Actor.User, c.Name, m.ID).Error
	if err == nil {
		err = db.Exec("DELETE FROM chat_reactions WHERE session_id = ? AND message_id = ?", session, m.ID).Error
	}
	if err != nil {
		return fmt.Errorf("erase a message: %w", err)
	}
	return s.eraseFiles(ctx, session, m)
}

// toldOf returns the offsets of the events that told what the message says: those that this process saw, some of which
// may not be kept yet, and those that were kept before. Other events name the message in other places: as what they
// answer.
func (s *Service) toldOf(ctx context.Context, session app.SessionID, m *message) ([]int64, error) {
	offsets, named := slices.Clone(m.told), `"messageId":"`+string(m.ID)+`"`
	for kind, containing := range map[string]string{"chat.sent": `"message":{` + named, "chat.edited": named} {
		found, err := s.Events.Find(ctx, session, kind, containing)
		if err != nil {
			return nil, fmt.Errorf("find the events of a message: %w", err)
		}
		offsets = append(offsets, found...)
	}
	slices.Sort(offsets)
	return slices.Compact(offsets), nil
}

func (s *Service) eraseFiles(ctx context.Context, session app.SessionID, m *message) error {
	if len(m.Files) == 0 {
		return nil
	}
	if err := s.Store.Write(ctx).Exec("DELETE FROM chat_files WHERE session_id = ? AND message_id = ?", session, m.ID).Error; err != nil {
		return fmt.Errorf("erase the files of a message: %w", err)
	}
	ids := make([]app.FileID, len(m.Files))
	for i, f := range m.Files {
		ids[i] = f.ID
	}
	return s.Files.Release(ctx, session, ids)
}

func (s *Service) keepReaction(ctx context.Context, session app.SessionID, id app.MessageID, user app.UserID, emoji string, on bool) error {
	var err error
	if on {
		err = s.Store.Write(ctx).Clauses(store.Ignore()).Create(&reactionRow{string(session), string(id), string(user), emoji}).Error
	} else {
		err = s.Store.Write(ctx).Exec("DELETE FROM chat_reactions WHERE session_id = ? AND message_id = ? AND user_id = ? AND emoji = ?", session, id, user, emoji).Error
	}
	if err != nil {
		return fmt.Errorf("keep a reaction: %w", err)
	}
	return nil
}

func (s *Service) keepMute(ctx context.Context, session app.SessionID, who ChatMuted, muted bool, c live.Command) error {
	var err error
	if muted {
		row := muteRow{SessionID: string(session), UserID: string(who.UserID), Name: who.Name, MutedBy: string(c.Actor.User), AtMs: store.Millis(c.At)}
		err = s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id", "user_id"}, "name", "muted_by", "at_ms")).Create(&row).Error
	} else {
		err = s.Store.Write(ctx).Exec("DELETE FROM chat_mutes WHERE session_id = ? AND user_id = ?", session, who.UserID).Error
	}
	if err != nil {
		return fmt.Errorf("keep who is muted: %w", err)
	}
	return nil
}

func (s *Service) keepSettings(ctx context.Context, session app.SessionID, v ChatSettings, c live.Command) error {
	row := settingsRow{SessionID: string(session), Learners: v.Learners, Private: v.Private, SetBy: string(c.Actor.User), AtMs: store.Millis(c.At)}
	err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id"}, "learners", "private", "set_by", "at_ms")).Create(&row).Error
	if err != nil {
		return fmt.Errorf("keep the settings of a chat: %w", err)
	}
	return nil
}

func (s *Service) keepRead(ctx context.Context, session app.SessionID, user app.UserID, upTo int64) error {
	return s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id", "user_id"}, "up_to")).Create(&readRow{string(session), string(user), upTo}).Error
}

// fill reads the state of a session.
func (s *Service) fill(ctx context.Context, st *state) error {
	messages, err := s.list(ctx, s.of(ctx, st.session).Order("number DESC").Limit(window+1))
	if err != nil {
		return err
	}
	if st.trimmed = len(messages) > window; st.trimmed {
		messages = messages[:window]
	}
	slices.Reverse(messages)
	for _, m := range messages {
		st.messages, st.byID[m.ID], st.last = append(st.messages, m), m, m.Number
	}
	var reads []readRow
	if err := s.Store.Read(ctx).Where("session_id = ?", st.session).Find(&reads).Error; err != nil {
		return fmt.Errorf("read the state of a chat: %w", err)
	}
	for _, r := range reads {
		st.reads[app.UserID(r.UserID)] = r.UpTo
	}
	return s.fillRules(ctx, st)
}

// fillRules reads who may write.
func (s *Service) fillRules(ctx context.Context, st *state) error {
	var settings settingsRow
	var mutes []muteRow
	db := s.Store.Read(ctx)
	for _, err := range []error{db.Where("session_id = ?", st.session).Limit(1).Find(&settings).Error, db.Where("session_id = ?", st.session).Find(&mutes).Error} {
		if err != nil {
			return fmt.Errorf("read who may write in a chat: %w", err)
		}
	}
	if settings.SessionID != "" {
		st.settings = ChatSettings{Learners: settings.Learners, Private: settings.Private}
	}
	for _, r := range mutes {
		st.muted[app.UserID(r.UserID)] = r.Name
	}
	return nil
}

func (s *Service) of(ctx context.Context, session app.SessionID) *gorm.DB {
	return s.Store.Read(ctx).Model(&messageRow{}).Where("session_id = ?", session)
}

// list reads messages with their reactions.
func (s *Service) list(ctx context.Context, which *gorm.DB) ([]*message, error) {
	var rows []messageRow
	if err := which.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	messages, byID, ids := make([]*message, len(rows)), map[string]*message{}, make([]string, len(rows))
	for i, r := range rows {
		m, err := r.message()
		if err != nil {
			return nil, err
		}
		messages[i], byID[r.ID], ids[i] = m, m, r.ID
	}
	for some := range slices.Chunk(ids, 500) {
		var reactions []reactionRow
		if err := s.Store.Read(ctx).Where("session_id = ? AND message_id IN ?", rows[0].SessionID, some).Find(&reactions).Error; err != nil {
			return nil, fmt.Errorf("read reactions: %w", err)
		}
		for _, r := range reactions {
			byID[r.MessageID].react(r.Emoji, app.UserID(r.UserID), true)
		}
	}
	return messages, nil
}

// message returns a message of the session, or app.ErrNotFound.
func (s *Service) message(ctx context.Context, session app.SessionID, id app.MessageID) (*message, error) {
	found, err := s.list(ctx, s.of(ctx, session).Where("id = ?", id).Limit(1))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, app.ErrNotFound
	}
	return found[0], nil
}

func (s *Service) messageOfFile(ctx context.Context, session app.SessionID, id app.FileID) (*message, error) {
	var row fileRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "session_id = ? AND file_id = ?", session, id)); err != nil {
		return nil, err
	}
	return s.message(ctx, session, app.MessageID(row.MessageID))
}

// seenBy narrows messages to those that the viewer may see. It only saves reading others: message.audience decides.
func seenBy(v live.Viewer, which *gorm.DB) *gorm.DB {
	if v.Role.IsStaff() {
		return which.Where("kind IN ? OR (kind = ? AND (user_id = ? OR to_user = ?))", []Kind{ToEveryone, ToStaff, ToGroup}, ToPerson, v.User, v.User)
	}
	return which.Where("kind = ? OR (kind IN ? AND (user_id = ? OR to_user = ?)) OR (kind = ? AND to_group <> '' AND to_group IN ?)",
		ToEveryone, []Kind{ToStaff, ToPerson}, v.User, v.User, ToGroup, append(strings.Split(v.Also, ","), string(v.Group)))
}

// page returns at most n messages before the given number that the viewer may see, newest first.
func (s *Service) page(ctx context.Context, session app.SessionID, v live.Viewer, before int64, n int) ([]*message, error) {
	messages, err := s.list(ctx, seenBy(v, s.of(ctx, session).Where("number < ?", before)).Order("number DESC").Limit(n))
	return slices.DeleteFunc(messages, func(m *message) bool { return !v.Sees(m.audience()) }), err
}

// byIDs returns those of the messages that the viewer may see.
func (s *Service) byIDs(ctx context.Context, session app.SessionID, v live.Viewer, ids []app.MessageID) (map[app.MessageID]*message, error) {
	found := map[app.MessageID]*message{}
	if len(ids) == 0 {
		return found, nil
	}
	messages, err := s.list(ctx, s.of(ctx, session).Where("id IN ?", ids))
	for _, m := range messages {
		if v.Sees(m.audience()) {
			found[m.ID] = m
		}
	}
	return found, err
}

// audits returns what was edited and deleted in the session and what it said, oldest first; of private messages only
// those that the viewer sees.
func (s *Service) audits(ctx context.Context, session app.SessionID, v live.Viewer) ([]ChatAudit, error) {
	var rows []auditRow
	if err := s.Store.Read(ctx).Where("session_id = ?", session).Order("seq").Limit(5000).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	out := []ChatAudit{}
	for some := range slices.Chunk(rows, 500) {
		ids := make([]app.MessageID, len(some))
		for i, r := range some {
			ids[i] = app.MessageID(r.MessageID)
		}
		seen, err := s.byIDs(ctx, session, v, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			m := seen[app.MessageID(r.MessageID)]
			if m == nil {
				continue
			}
			out = append(out, ChatAudit{MessageID: m.ID, Action: r.Action, By: r.ByName, ByRole: app.Role(r.ByRole), Author: m.Name, OldText: r.OldText, At: store.Time(r.AtMs)})
		}
	}
	return out, nil
}

// tables hold what was said, in the order in which it can be deleted.
func tables() []string {
	return []string{"chat_audit", "chat_reactions", "chat_files", "chat_reads", "chat_mutes", "chat_settings", "chat_messages"}
}

// Prune deletes the chats of sessions that ended before the given time, and returns how many messages that were. Their
// files are the file feature's to delete.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.drop(ctx, "session_id IN (SELECT id FROM sessions WHERE ended_ms > 0 AND ended_ms < ?)", store.Millis(before))
}

// Forget deletes the chat of a session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	_, err := s.drop(ctx, "session_id = ?", session)
	return err
}

func (s *Service) drop(ctx context.Context, where string, arg any) (messages int, err error) {
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, table := range tables() {
			done := s.Store.Write(ctx).Exec("DELETE FROM "+table+" WHERE "+where, arg)
			if done.Error != nil {
				return fmt.Errorf("delete from %s: %w", table, done.Error)
			}
			messages = int(done.RowsAffected)
		}
		return nil
	})
	return messages, err
}
