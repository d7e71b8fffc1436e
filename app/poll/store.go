package poll

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type pollRow struct {
	ID           string `gorm:"primaryKey"`
	SessionID    string
	Number       int
	Definition   string
	PreparedID   string
	OpenedBy     string
	OpenedMs     int64
	EndsMs       int64
	ClosedMs     int64
	ResultsShown string // what staff decided: "yes", "no", or "" for the poll's mode
	RightShown   bool
	RemovedMs    int64
	RemovedBy    string
}

func (pollRow) TableName() string { return "polls" }

type voteRow struct {
	PollID string `gorm:"primaryKey"`
	Voter  string `gorm:"primaryKey"`
	Answer string // a JSON array; of anonymous polls sealed
	AtMs   int64  // 0 in anonymous polls
}

func (voteRow) TableName() string { return "poll_votes" }

type hiddenRow struct {
	PollID    string `gorm:"primaryKey"`
	AnswerKey string `gorm:"primaryKey"`
	HiddenBy  string
	AtMs      int64
}

func (hiddenRow) TableName() string { return "poll_hidden" }

type preparedRow struct {
	ID          string `gorm:"primaryKey"`
	ClassroomID string
	Position    int64
	Definition  string
	UpdatedBy   string
	UpdatedMs   int64
}

func (preparedRow) TableName() string { return "prepared_polls" }

// load reads the polls of a session with their votes.
func (s *Service) load(ctx context.Context, session app.Session) (*state, error) {
	secret, err := s.secret(ctx)
	if err != nil {
		return nil, err
	}
	st := &state{svc: s, session: session, secret: secret, polls: map[app.PollID]*poll{}}
	var rows []pollRow
	if err := s.Store.Read(ctx).Where("session_id = ?", session.ID).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read polls: %w", err)
	}
	for _, r := range rows {
		p, err := r.poll()
		if err != nil {
			return nil, err
		}
		st.polls[p.id] = p
	}
	var hidden []hiddenRow
	if err := s.Store.Read(ctx).Where("poll_id IN (SELECT id FROM polls WHERE session_id = ?)", session.ID).Find(&hidden).Error; err != nil {
		return nil, fmt.Errorf("read hidden answers: %w", err)
	}
	for _, h := range hidden {
		if p := st.polls[app.PollID(h.PollID)]; p != nil {
			p.hidden[h.AnswerKey] = true
		}
	}
	votes, err := s.votes(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range votes {
		p := st.polls[app.PollID(v.PollID)]
		if p == nil {
			continue // opened after the polls were read, outside of the session's loop
		}
		answer, err := v.answer(p, secret)
		if err != nil {
			return nil, err
		}
		p.vote(v.Voter, answer)
	}
	st.dirty = len(rows) > 0
	return st, nil
}

func (s *Service) votes(ctx context.Context, session app.SessionID) ([]voteRow, error) {
	var rows []voteRow
	err := s.Store.Read(ctx).Where("poll_id IN (SELECT id FROM polls WHERE session_id = ?)", session).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	return rows, nil
}

func (r pollRow) poll() (*poll, error) {
	var def PollDefinition
	if err := json.Unmarshal([]byte(r.Definition), &def); err != nil {
		return nil, fmt.Errorf("read poll %s: %w", r.ID, err)
	}
	p := newPoll(app.PollID(r.ID), r.Number, def)
	p.openedAt, p.endsAt, p.closedAt = store.Time(r.OpenedMs), store.Time(r.EndsMs), store.Time(r.ClosedMs)
	p.rightShown, p.removed = r.RightShown, r.RemovedMs > 0
	if r.ResultsShown != "" {
		yes := r.ResultsShown == "yes"
		p.decided = &yes
	}
	return p, nil
}

func (r voteRow) answer(p *poll, secret *secret) ([]string, error) {
	if p.def.Anonymous {
		b, err := secret.open(p.id, r.Answer)
		return b.Answer, err
	}
	var answer []string
	if err := json.Unmarshal([]byte(r.Answer), &answer); err != nil {
		return nil, fmt.Errorf("read a vote of poll %s: %w", r.PollID, err)
	}
	return answer, nil
}

func (s *Service) insertPoll(ctx context.Context, session app.SessionID, p *poll, prepared PreparedID, by app.UserID) error {
	err := s.Store.Write(ctx).Create(&pollRow{ID: string(p.id), SessionID: string(session), Number: p.number, Definition: string(app.MustJSON(p.def)),
		PreparedID: string(prepared), OpenedBy: string(by), OpenedMs: store.Millis(p.openedAt), EndsMs: store.Millis(p.endsAt)}).Error
	if err != nil {
		return fmt.Errorf("keep a poll: %w", err)
	}
	return nil
}

// insertVote writes the vote and says whether it did. Where the voter has one already, it takes its place if it may.
func (s *Service) insertVote(ctx context.Context, row voteRow, change bool) (bool, error) {
	clause := store.Ignore()
	if change {
		clause = store.Upsert([]string{"poll_id", "voter"}, "answer", "at_ms")
	}
	db := s.Store.Write(ctx).Clauses(clause).Create(&row)
	if db.Error != nil {
		return false, fmt.Errorf("keep a vote: %w", db.Error)
	}
	return db.RowsAffected > 0, nil
}

// markClosed closes an open poll and says whether it was open.
func (s *Service) markClosed(ctx context.Context, id app.PollID, at time.Time) (bool, error) {
	db := s.Store.Write(ctx).Exec("UPDATE polls SET closed_ms = ? WHERE id = ? AND closed_ms = 0 AND removed_ms = 0", store.Millis(at), id)
	if db.Error != nil {
		return false, fmt.Errorf("close a poll: %w", db.Error)
	}
	return db.RowsAffected > 0, nil
}

func (s *Service) markRevealed(ctx context.Context, id app.PollID, decided *bool, right bool) error {
	shown := ""
	if decided != nil {
		shown = map[bool]string{true: "yes", false: "no"}[*decided]
	}
	if err := s.Store.Write(ctx).Exec("UPDATE polls SET results_shown = ?, right_shown = ? WHERE id = ?", shown, right, id).Error; err != nil {
		return fmt.Errorf("reveal a poll: %w", err)
	}
	return nil
}

func (s *Service) markRemoved(ctx context.Context, id app.PollID, at time.Time, by app.UserID) error {
	if err := s.Store.Write(ctx).Exec("UPDATE polls SET removed_ms = ?, removed_by = ? WHERE id = ?", store.Millis(at), by, id).Error; err != nil {
		return fmt.Errorf("remove a poll: %w", err)
	}
	return nil
}

func (s *Service) markEnds(ctx context.Context, id app.PollID, at time.Time) error {
	if err := s.Store.Write(ctx).Exec("UPDATE polls SET ends_ms = ? WHERE id = ?", store.Millis(at), id).Error; err != nil {
		return fmt.Errorf("extend a poll: %w", err)
	}
	return nil
}

func (s *Service) markHidden(ctx context.Context, id app.PollID, key string, hidden bool, by app.UserID, at time.Time) error {
	db := s.Store.Write(ctx)
	if hidden {
		db = db.Clauses(store.Ignore()).Create(&hiddenRow{PollID: string(id), AnswerKey: key, HiddenBy: string(by), AtMs: store.Millis(at)})
	} else {
		db = db.Exec("DELETE FROM poll_hidden WHERE poll_id = ? AND answer_key = ?", id, key)
	}
	if db.Error != nil {
		return fmt.Errorf("hide an answer: %w", db.Error)
	}
	return nil
}

// prune deletes the polls that the condition finds, with their votes.
func (s *Service) prune(ctx context.Context, where string, arg any) (int, error) {
	n := 0
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, table := range []string{"poll_votes", "poll_hidden"} {
			if err := s.Store.Write(ctx).Exec("DELETE FROM "+table+" WHERE poll_id IN (SELECT id FROM polls WHERE "+where+")", arg).Error; err != nil {
				return err
			}
		}
		db := s.Store.Write(ctx).Exec("DELETE FROM polls WHERE "+where, arg)
		n = int(db.RowsAffected)
		return db.Error
	})
	if err != nil {
		return 0, fmt.Errorf("delete polls: %w", err)
	}
	return n, nil
}

func (s *Service) listPrepared(ctx context.Context, classroom app.ClassroomID) ([]preparedRow, error) {
	var rows []preparedRow
	if err := s.Store.Read(ctx).Where("classroom_id = ?", classroom).Order("position, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list prepared polls: %w", err)
	}
	return rows, nil
}

func (s *Service) preparedRow(ctx context.Context, classroom app.ClassroomID, id PreparedID) (preparedRow, error) {
	var row preparedRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ? AND classroom_id = ?", id, classroom))
	if errors.Is(err, app.ErrNotFound) {
		return row, app.NotFound("prepared poll")
	}
	if err != nil {
		return row, fmt.Errorf("find a prepared poll: %w", err)
	}
	return row, nil
}

func (s *Service) savePrepared(ctx context.Context, rows ...preparedRow) error {
	if len(rows) == 0 {
		return nil
	}
	clause := store.Upsert([]string{"id"}, "position", "definition", "updated_by", "updated_ms")
	if err := s.Store.Write(ctx).Session(&gorm.Session{CreateBatchSize: 100}).Clauses(clause).Create(&rows).Error; err != nil {
		return fmt.Errorf("keep prepared polls: %w", err)
	}
	return nil
}

func (s *Service) deletePrepared(ctx context.Context, classroom app.ClassroomID, id PreparedID) (bool, error) {
	db := s.Store.Write(ctx).Exec("DELETE FROM prepared_polls WHERE id = ? AND classroom_id = ?", id, classroom)
	if db.Error != nil {
		return false, fmt.Errorf("delete a prepared poll: %w", db.Error)
	}
	return db.RowsAffected > 0, nil
}

// lockPrepared keeps others from changing the classroom's prepared polls until the transaction ends.
func (s *Service) lockPrepared(ctx context.Context, classroom app.ClassroomID) error {
	if err := s.Store.Write(ctx).Exec("UPDATE classrooms SET title = title WHERE id = ?", classroom).Error; err != nil {
		return fmt.Errorf("take the prepared polls of a classroom: %w", err)
	}
	return nil
}
