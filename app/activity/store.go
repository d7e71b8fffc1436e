package activity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// kind names what a statement says.
type kind string

const (
	kindInitialized kind = "initialized"
	kindJoined      kind = "joined"
	kindLeft        kind = "left"
	kindAttended    kind = "attended"
	kindTerminated  kind = "terminated"
	kindVoided      kind = "voided"
	// kindCompleted says that somebody completed the session; kindIncomplete takes that back.
	kindCompleted  kind = "completed"
	kindIncomplete kind = "incomplete"
	// What people did, told once.
	kindRaised   kind = "raised"
	kindLowered  kind = "lowered"
	kindPosted   kind = "posted"
	kindShown    kind = "shown"
	kindUnshown  kind = "unshown"
	kindAsked    kind = "asked"
	kindAnswered kind = "answered"
	// Of groups of breakouts: coming, going, and that the task is done.
	kindGroupJoined kind = "breakout_joined"
	kindGroupLeft   kind = "breakout_left"
	kindGroupDone   kind = "breakout_completed"
	// kindSpoke and kindAnnotated say for how long somebody spoke and drew; the others take that back.
	kindSpoke       kind = "spoke"
	kindUnspoke     kind = "unspoke"
	kindAnnotated   kind = "annotated"
	kindUnannotated kind = "unannotated"
)

// rank orders statements of the same time: nothing comes before initialized, and of what a session comes to only a
// correction comes after terminated.
func (k kind) rank() int {
	return slices.Index([]kind{kindInitialized, kindJoined, kindRaised, kindLowered, kindShown, kindUnshown, kindPosted, kindAsked, kindAnswered, kindGroupJoined, kindGroupDone, kindGroupLeft, kindLeft, kindSpoke, kindAnnotated,
		kindAttended, kindCompleted, kindTerminated, kindVoided, kindIncomplete, kindUnspoke, kindUnannotated}, k)
}

// statement is a row of the table statements. Revision is the number of the visit on joined and left, and on voided
// the revision of attended that is taken back.
type statement struct {
	ID        string `gorm:"primaryKey"`
	SessionID string
	Kind      kind
	UserID    string
	Revision  int64
	AtMs      int64
	Body      string
	CreatedMs int64
}

func (statement) TableName() string { return "statements" }

// earlier compares by occurrence, in an order that is the same every time.
func earlier(a, b statement) int {
	return cmp.Or(cmp.Compare(a.AtMs, b.AtMs), cmp.Compare(a.Kind.rank(), b.Kind.rank()), cmp.Compare(a.ID, b.ID))
}

func sortByOccurrence(list []statement) { slices.SortFunc(list, earlier) }

// record is what was told about a session.
type record []statement

func (s *Service) kept(ctx context.Context, id app.SessionID) (record, error) {
	var rows record
	if err := s.Store.Read(ctx).Where("session_id = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	return rows, nil
}

func (r record) has(k kind) bool {
	return slices.ContainsFunc(r, func(st statement) bool { return st.Kind == k })
}

// visits returns the visits of a person that were told, and the number of the next one.
func (r record) visits(user app.UserID) (told intervals, next int64) {
	byNumber := map[int64]app.Interval{}
	next = 1
	for _, st := range r {
		if st.UserID != string(user) || (st.Kind != kindJoined && st.Kind != kindLeft) {
			continue
		}
		v := byNumber[st.Revision]
		if st.Kind == kindJoined {
			v.Start = store.Time(st.AtMs)
		} else {
			v.End = store.Time(st.AtMs)
		}
		byNumber[st.Revision] = v
		next = max(next, st.Revision+1)
	}
	for _, v := range byNumber {
		told = append(told, v)
	}
	return told, next
}

// newest returns the newest revision of what was told of a person, and whether it wasn't taken back.
func (r record) newest(user app.UserID, told, back kind) (last statement, standing bool) {
	for _, st := range r {
		if st.Kind == told && st.UserID == string(user) && st.Revision > last.Revision {
			last = st
		}
	}
	voided := slices.ContainsFunc(r, func(st statement) bool {
		return st.Kind == back && st.UserID == string(user) && st.Revision == last.Revision
	})
	return last, last.Revision > 0 && !voided
}

func (s *Service) insert(ctx context.Context, fresh []statement) error {
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).CreateInBatches(&fresh, 200).Error; err != nil {
		return fmt.Errorf("keep statements: %w", err)
	}
	return nil
}

// unsentSince is the key of the installation under which stands since when, in milliseconds, statements have been kept
// that no LRS of the environment was there for.
const unsentSince = "xapi_unsent_since"

// missingSince is the key under which stands since when statements have been kept that the store in the same database
// lacks: milliseconds, and where that moment is half done the last id that is.
const missingSince = "lrs_missing_since"

// mark remembers, under a key, that statements were kept now which have yet to go somewhere.
func (s *Service) mark(ctx context.Context, key string, now time.Time) error {
	since, _, marked, err := s.marked(ctx, key)
	if err != nil || (marked && since <= now.UnixMilli()) {
		return err
	}
	err = s.Store.Write(ctx).Exec("INSERT INTO installation (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
		key, strconv.FormatInt(now.UnixMilli(), 10)).Error
	if err != nil {
		return fmt.Errorf("mark statements: %w", err)
	}
	return nil
}

// marked reads a mark: the moment, and the last statement of it that is done.
func (s *Service) marked(ctx context.Context, key string) (since int64, after string, marked bool, err error) {
	var values []string
	if err = s.Store.Read(ctx).Raw("SELECT value FROM installation WHERE key = ?", key).Scan(&values).Error; err != nil {
		return 0, "", false, fmt.Errorf("read the mark of statements: %w", err)
	}
	if len(values) == 0 {
		return 0, "", false, nil
	}
	text, after, _ := strings.Cut(values[0], " ")
	if since, err = strconv.ParseInt(text, 10, 64); err != nil {
		return 0, "", false, fmt.Errorf("read the mark of statements: %w", err)
	}
	return since, after, true, nil
}

// missing returns the next statements that the store in the same database lacks, by when they were kept; where there are
// none any more, it removes the mark.
func (s *Service) missing(ctx context.Context, most int) ([]statement, error) {
	since, after, marked, err := s.marked(ctx, missingSince)
	if err != nil || !marked {
		return nil, err
	}
	var rows []statement
	err = s.Store.Read(ctx).Where("created_ms > ? OR (created_ms = ? AND id > ?)", since, since, after).
		Order("created_ms, id").Limit(most).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read statements that are missing: %w", err)
	}
	if len(rows) == 0 {
		if err := s.Store.Write(ctx).Exec("DELETE FROM installation WHERE key = ?", missingSince).Error; err != nil {
			return nil, fmt.Errorf("remove the mark of statements: %w", err)
		}
	}
	return rows, nil
}

// filled moves the mark behind a statement.
func (s *Service) filled(ctx context.Context, last statement) error {
	err := s.Store.Write(ctx).Exec("UPDATE installation SET value = ? WHERE key = ?",
		strconv.FormatInt(last.CreatedMs, 10)+" "+last.ID, missingSince).Error
	if err != nil {
		return fmt.Errorf("move the mark of statements: %w", err)
	}
	return nil
}

// takeUnsent returns the statements, without their bodies, that were kept since the mark, and removes the mark.
func (s *Service) takeUnsent(ctx context.Context) ([]statement, error) {
	since, _, marked, err := s.marked(ctx, unsentSince)
	if err != nil || !marked {
		return nil, err
	}
	var rows []statement
	err = s.Store.Read(ctx).Select("id", "kind", "at_ms").
		Where("created_ms >= ?", since).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read unsent statements: %w", err)
	}
	if err := s.Store.Write(ctx).Exec("DELETE FROM installation WHERE key = ?", unsentSince).Error; err != nil {
		return nil, fmt.Errorf("remove the mark of unsent statements: %w", err)
	}
	return rows, nil
}
