package live

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// socketRow is an open socket, or one that broke and may come back. It isn't a fact: what comes of it is one.
type socketRow struct {
	ConnectionID string `gorm:"primaryKey"`
	SessionID    string
	ProcessID    string
	UserID       string
	Name         string
	Role         string
	Device       string
	Away         bool
	JoinedMs     int64 // when the person came, on this connection or an earlier one
	OpenedMs     int64
	HeardMs      int64
	GoneMs       int64 // when it broke; 0 while it is open
}

func (socketRow) TableName() string { return "sockets" }

type eventRow struct {
	SessionID string
	Position  int64
	Type      string
	Audience  string
	AtMs      int64
	Body      string
}

func (eventRow) TableName() string { return "events" }

func (r eventRow) event() Event {
	return Event{Type: r.Type, Audience: parseAudience(r.Audience), Offset: r.Position, At: store.Time(r.AtMs), Body: []byte(r.Body)}
}

type commandRow struct {
	SessionID string
	UserID    string
	ID        string
	Position  int64
	Result    string
	AtMs      int64
}

func (commandRow) TableName() string { return "commands" }

// head is where a session's stream stands.
type head struct {
	Epoch   string
	Last    int64
	Trimmed int64 // events up to here are forgotten
}

// Places returns for each of the sessions a text that differs whenever something has happened in it, in whatever process.
func (h *Hub) Places(ctx context.Context, sessions []app.SessionID) (map[app.SessionID]string, error) {
	places := make(map[app.SessionID]string, len(sessions))
	for some := range slices.Chunk(sessions, 500) {
		var rows []struct {
			ID, State string
			Last      int64
		}
		err := h.Store.Read(ctx).Raw("SELECT s.id, s.state, COALESCE(t.last, 0) AS last FROM sessions s LEFT JOIN streams t ON t.session_id = s.id WHERE s.id IN ?", some).Scan(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("look at streams: %w", err)
		}
		for _, r := range rows {
			places[app.SessionID(r.ID)] = fmt.Sprint(r.State, r.Last)
		}
	}
	return places, nil
}

// lock makes whoever decides about the session wait for one another, and returns where its stream stands.
func (l *loop) lock(ctx context.Context) (head, error) {
	const find = "SELECT epoch, last, trimmed FROM streams WHERE session_id = ?"
	query := find
	if l.store.Postgres() {
		query += " FOR UPDATE"
	}
	var rows []head
	for range 2 {
		if err := l.store.Write(ctx).Raw(query, l.session.ID).Scan(&rows).Error; err != nil {
			return head{}, fmt.Errorf("lock the stream: %w", err)
		}
		if len(rows) > 0 {
			return rows[0], nil
		}
		err := l.store.Write(ctx).Exec("INSERT INTO streams (session_id, epoch, last, trimmed) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING", l.session.ID, app.NewID()).Error
		if err != nil {
			return head{}, fmt.Errorf("begin the stream: %w", err)
		}
	}
	return head{}, fmt.Errorf("begin the stream: %w", app.ErrNotFound)
}

// last returns where the stream stands, and whether the session has ended, without waiting for anybody.
func (l *loop) last(ctx context.Context) (at int64, ended *app.Session, err error) {
	var row struct {
		Last             int64
		State, EndReason string
		EndedMs          int64
	}
	err = l.store.Read(ctx).Raw("SELECT COALESCE(t.last, 0) AS last, s.state, s.end_reason, s.ended_ms FROM sessions s LEFT JOIN streams t ON t.session_id = s.id WHERE s.id = ?", l.session.ID).Scan(&row).Error
	if err != nil {
		return 0, nil, fmt.Errorf("look at the stream: %w", err)
	}
	if app.SessionState(row.State) == app.SessionEnded {
		ended = &app.Session{ID: l.session.ID, State: app.SessionEnded, EndReason: app.EndReason(row.EndReason), EndedAt: store.Time(row.EndedMs)}
	}
	return row.Last, ended, nil
}

// endTold says whether the stream tells of the session's end.
func (l *loop) endTold(ctx context.Context) (bool, error) {
	var n int64
	if err := l.store.Read(ctx).Raw("SELECT COUNT(*) FROM events WHERE session_id = ? AND type = ?", l.session.ID, typeEnded).Scan(&n).Error; err != nil {
		return false, fmt.Errorf("look for the end of a session: %w", err)
	}
	return n > 0, nil
}

// events returns those above after, at most so many, in order; with newest the last ones of them.
func (l *loop) events(ctx context.Context, after int64, most int, newest bool) ([]Event, error) {
	order := "position"
	if newest {
		order = "position DESC"
	}
	var rows []eventRow
	err := l.store.Read(ctx).Where("session_id = ? AND position > ?", l.session.ID, after).Order(order).Limit(most).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	events := make([]Event, len(rows))
	for i, r := range rows {
		if newest {
			i = len(rows) - 1 - i
		}
		events[i] = r.event()
	}
	return events, nil
}

// erased returns which of the events that the loop remembers have been redacted, as other processes do it.
func (l *loop) erased(ctx context.Context) ([]int64, error) {
	var at []int64
	err := l.store.Read(ctx).Raw("SELECT position FROM events WHERE session_id = ? AND position > ? AND position <= ? AND body = ''", l.session.ID, l.recent.from, l.offset).Scan(&at).Error
	if err != nil {
		return nil, fmt.Errorf("find redacted events: %w", err)
	}
	return at, nil
}

// removals returns who was sent out of the session.
func (l *loop) removals(ctx context.Context) ([]app.UserID, error) {
	var users []app.UserID
	if err := l.store.Read(ctx).Raw("SELECT user_id FROM removals WHERE session_id = ?", l.session.ID).Scan(&users).Error; err != nil {
		return nil, fmt.Errorf("find who was sent out: %w", err)
	}
	return users, nil
}

// acked returns which of the commands were committed before.
func (l *loop) acked(ctx context.Context, ids []string) (map[commandKey]commandRow, error) {
	known := map[commandKey]commandRow{}
	if len(ids) == 0 {
		return known, nil
	}
	var rows []commandRow
	if err := l.store.Read(ctx).Where("session_id = ? AND id IN ?", l.session.ID, ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("look commands up: %w", err)
	}
	for _, r := range rows {
		known[commandKey{app.UserID(r.UserID), r.ID}] = r
	}
	return known, nil
}

// write keeps what a turn came to and moves the stream on.
func (t *turn) write(ctx context.Context) error {
	l := t.loop
	for some := range slices.Chunk(t.facts, factsAtOnce) {
		if _, err := l.store.AppendFacts(ctx, some...); err != nil {
			return err
		}
	}
	if len(t.commands) > 0 {
		if err := l.store.Write(ctx).CreateInBatches(&t.commands, factsAtOnce).Error; err != nil {
			return fmt.Errorf("keep commands: %w", err)
		}
	}
	if len(t.events) == 0 {
		return t.forget(ctx)
	}
	rows := make([]eventRow, len(t.events))
	for i, e := range t.events {
		rows[i] = eventRow{SessionID: string(l.session.ID), Position: e.Offset, Type: e.Type, Audience: e.Audience.String(), AtMs: store.Millis(e.At), Body: string(e.Body)}
	}
	if err := l.store.Write(ctx).CreateInBatches(&rows, factsAtOnce).Error; err != nil {
		return fmt.Errorf("keep events: %w", err)
	}
	if err := t.forget(ctx); err != nil {
		return err
	}
	if t.head.Last-t.head.Trimmed > l.keep+l.keep/4 {
		t.head.Trimmed = t.head.Last - l.keep
		if err := l.store.Write(ctx).Exec("DELETE FROM events WHERE session_id = ? AND position <= ?", l.session.ID, t.head.Trimmed).Error; err != nil {
			return fmt.Errorf("trim the stream: %w", err)
		}
	}
	err := l.store.Write(ctx).Exec("UPDATE streams SET last = ?, trimmed = ? WHERE session_id = ?", t.head.Last, t.head.Trimmed, l.session.ID).Error
	if err != nil {
		return fmt.Errorf("move the stream on: %w", err)
	}
	return nil
}

// forget takes out of the events that are kept what the turn found deleted.
func (t *turn) forget(ctx context.Context) error {
	for some := range slices.Chunk(t.redact, factsAtOnce) {
		err := t.loop.store.Write(ctx).Exec("UPDATE events SET body = '' WHERE session_id = ? AND position IN ?", t.loop.session.ID, some).Error
		if err != nil {
			return fmt.Errorf("redact events: %w", err)
		}
	}
	return nil
}

// socketsOf returns the sockets of the session, or of one user of it.
func (l *loop) socketsOf(ctx context.Context, user app.UserID) ([]socketRow, error) {
	q := l.store.Read(ctx).Where("session_id = ?", l.session.ID)
	if user != "" {
		q = q.Where("user_id = ?", user)
	}
	var rows []socketRow
	if err := q.Order("opened_ms, connection_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read sockets: %w", err)
	}
	return rows, nil
}

func (l *loop) insertSocket(ctx context.Context, r socketRow) error {
	if err := l.store.Write(ctx).Create(&r).Error; err != nil {
		return fmt.Errorf("keep a socket: %w", err)
	}
	return nil
}

// breakSocket marks a socket that went without a word, so that its person may come back.
func (l *loop) breakSocket(ctx context.Context, id app.ConnectionID, goneMs int64) error {
	if err := l.store.Write(ctx).Exec("UPDATE sockets SET gone_ms = ? WHERE connection_id = ?", goneMs, id).Error; err != nil {
		return fmt.Errorf("mark a broken socket: %w", err)
	}
	return nil
}

func (l *loop) deleteSocket(ctx context.Context, id app.ConnectionID) error {
	if err := l.store.Write(ctx).Exec("DELETE FROM sockets WHERE connection_id = ?", id).Error; err != nil {
		return fmt.Errorf("forget a socket: %w", err)
	}
	return nil
}

// deleteBroken forgets the broken sockets of a user.
func (l *loop) deleteBroken(ctx context.Context, user app.UserID) error {
	err := l.store.Write(ctx).Exec("DELETE FROM sockets WHERE session_id = ? AND user_id = ? AND gone_ms > 0", l.session.ID, user).Error
	if err != nil {
		return fmt.Errorf("forget broken sockets: %w", err)
	}
	return nil
}

func (l *loop) setAway(ctx context.Context, id app.ConnectionID, away bool) error {
	if err := l.store.Write(ctx).Exec("UPDATE sockets SET away = ? WHERE connection_id = ?", away, id).Error; err != nil {
		return fmt.Errorf("keep who is away: %w", err)
	}
	return nil
}

// promotions returns what an instructor made of people in the session.
func (l *loop) promotions(ctx context.Context) (map[app.UserID]app.Role, error) {
	var rows []struct{ UserID, Role string }
	if err := l.store.Read(ctx).Raw("SELECT user_id, role FROM promotions WHERE session_id = ?", l.session.ID).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read promotions: %w", err)
	}
	roles := map[app.UserID]app.Role{}
	for _, r := range rows {
		roles[app.UserID(r.UserID)] = app.Role(r.Role)
	}
	return roles, nil
}

// setRole gives the user's sockets the role of a later launch.
func (l *loop) setRole(ctx context.Context, user app.UserID, role app.Role) error {
	if err := l.store.Write(ctx).Exec("UPDATE sockets SET role = ? WHERE session_id = ? AND user_id = ?", role, l.session.ID, user).Error; err != nil {
		return fmt.Errorf("keep a role: %w", err)
	}
	return nil
}

// unpromote takes back what an instructor made of the user, and says whether they had.
func (l *loop) unpromote(ctx context.Context, user app.UserID) (bool, error) {
	res := l.store.Write(ctx).Exec("DELETE FROM promotions WHERE session_id = ? AND user_id = ?", l.session.ID, user)
	if res.Error != nil {
		return false, fmt.Errorf("take a promotion back: %w", res.Error)
	}
	return res.RowsAffected > 0, nil
}

func (l *loop) promote(ctx context.Context, user app.UserID, role app.Role, by app.UserID, now time.Time) error {
	err := l.store.Write(ctx).Exec(`INSERT INTO promotions (session_id, user_id, role, promoted_by, at_ms) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (session_id, user_id) DO UPDATE SET role = excluded.role, promoted_by = excluded.promoted_by, at_ms = excluded.at_ms`,
		l.session.ID, user, role, by, store.Millis(now)).Error
	if err != nil {
		return fmt.Errorf("keep a promotion: %w", err)
	}
	return nil
}

// keepHeard keeps when the sockets of this process were heard, and that the process is alive.
func (h *Hub) keepHeard(ctx context.Context, heard map[app.ConnectionID]int64, now time.Time) error {
	row := struct {
		ID      string
		AliveMs int64
	}{h.process, store.Millis(now)}
	if err := h.Store.Write(ctx).Table("processes").Clauses(store.Upsert([]string{"id"}, "alive_ms")).Create(&row).Error; err != nil {
		return fmt.Errorf("keep that the process is alive: %w", err)
	}
	ids := map[int64][]app.ConnectionID{} // most are heard in few different milliseconds
	for id, at := range heard {
		ids[at] = append(ids[at], id)
	}
	// Turns lock rows of sockets in an order of their own: one that is locked is left, and its turn comes a second later.
	which := "SELECT connection_id FROM sockets WHERE connection_id IN ? AND heard_ms < ?"
	if h.Store.Postgres() {
		which += " FOR UPDATE SKIP LOCKED"
	}
	for at, some := range ids {
		if err := h.Store.Write(ctx).Exec("UPDATE sockets SET heard_ms = ? WHERE connection_id IN ("+which+")", at, some, at).Error; err != nil {
			return fmt.Errorf("keep when sockets were heard: %w", err)
		}
	}
	return nil
}

// abandoned returns the open sockets of processes that haven't said since that time that they are alive, with when they
// said so last (0 where never), and those that no process can have: a silent one is closed long before. Such a row is left
// where a process never learnt that its commit had been done.
func (h *Hub) abandoned(ctx context.Context, since time.Time) ([]abandonedRow, error) {
	var rows []abandonedRow
	err := h.Store.Read(ctx).Raw(`SELECT s.*, COALESCE(p.alive_ms, 0) AS alive_ms FROM sockets s LEFT JOIN processes p ON p.id = s.process_id
		WHERE s.gone_ms = 0 AND ((s.process_id <> ? AND COALESCE(p.alive_ms, 0) < ?) OR s.heard_ms < ?)`,
		h.process, store.Millis(since), store.Millis(h.Clock().Add(-forgottenAfter))).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find abandoned sockets: %w", err)
	}
	return rows, nil
}

type abandonedRow struct {
	Socket  socketRow `gorm:"embedded"`
	AliveMs int64
}

func (h *Hub) breakSockets(ctx context.Context, ids []app.ConnectionID, goneMs int64) error {
	if err := h.Store.Write(ctx).Exec("UPDATE sockets SET gone_ms = ? WHERE connection_id IN ? AND gone_ms = 0", goneMs, ids).Error; err != nil {
		return fmt.Errorf("mark broken sockets: %w", err)
	}
	return nil
}

// forgetProcesses deletes what other processes said: with SQLite there are none.
func (h *Hub) forgetProcesses(ctx context.Context) error {
	if err := h.Store.Write(ctx).Exec("DELETE FROM processes WHERE id <> ?", h.process).Error; err != nil {
		return fmt.Errorf("forget other processes: %w", err)
	}
	return nil
}

// Prune deletes what can't be asked for any more: sockets and processes that haven't been heard for an hour, and the
// streams of sessions that ended a day ago. What people wrote is kept by the features.
func (h *Hub) Prune(ctx context.Context) error {
	hour, day := store.Millis(h.Clock().Add(-time.Hour)), store.Millis(h.Clock().Add(-24*time.Hour))
	const over = "(SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)"
	for _, q := range []struct {
		sql string
		arg int64
	}{
		{"DELETE FROM sockets WHERE heard_ms < ?", hour},
		{"DELETE FROM processes WHERE alive_ms < ?", hour},
		{"DELETE FROM events WHERE session_id IN " + over, day},
		{"DELETE FROM commands WHERE session_id IN " + over, day},
	} {
		if err := h.Store.Write(ctx).Exec(q.sql, q.arg).Error; err != nil {
			return fmt.Errorf("prune the live state: %w", err)
		}
	}
	return nil
}

// Roles returns what an instructor made of users in the session.
func (h *Hub) Roles(ctx context.Context, session app.SessionID) (map[app.UserID]app.Role, error) {
	return (&loop{session: app.Session{ID: session}, store: h.Store}).promotions(ctx)
}

// RoleIn returns what an instructor made of the user in the classroom's live session, or "".
func (h *Hub) RoleIn(ctx context.Context, classroom app.ClassroomID, user app.UserID) (app.Role, error) {
	var roles []string
	err := h.Store.Read(ctx).Raw(`SELECT p.role FROM promotions p JOIN sessions s ON s.id = p.session_id
		WHERE s.classroom_id = ? AND s.state = 'live' AND p.user_id = ?`, classroom, user).Scan(&roles).Error
	if err != nil {
		return "", fmt.Errorf("find a promotion: %w", err)
	}
	if len(roles) == 0 {
		return "", nil
	}
	return app.Role(roles[0]), nil
}

// Find returns the offsets of the session's events of the type whose body contains the text. It takes part in the
// transaction of ctx.
func (h *Hub) Find(ctx context.Context, session app.SessionID, kind, containing string) ([]int64, error) {
	var offsets []int64
	err := h.Store.Read(ctx).Raw("SELECT position FROM events WHERE session_id = ? AND type = ? AND body LIKE '%' || ? || '%'", session, kind, containing).Scan(&offsets).Error
	if err != nil {
		return nil, fmt.Errorf("find events: %w", err)
	}
	return offsets, nil
}
