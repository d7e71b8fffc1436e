package launch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

type registrationRow struct {
	ID            string `gorm:"primaryKey"`
	Name          string
	Issuer        string
	ClientID      string
	AuthURL       string
	TokenURL      string
	JWKSURL       string `gorm:"column:jwks_url"`
	TokenAudience string
	Algorithms    string
	Product       string
	Messages      string
	CreatedMs     int64
}

func (registrationRow) TableName() string { return "registrations" }

func (r registrationRow) registration(deployments []app.DeploymentID) Registration {
	return Registration{ID: app.RegistrationID(r.ID), Name: r.Name, Issuer: r.Issuer, ClientID: r.ClientID, AuthURL: r.AuthURL,
		TokenURL: r.TokenURL, JWKSURL: r.JWKSURL, TokenAudience: r.TokenAudience, Deployments: deployments, Product: r.Product,
		Messages: strings.Fields(r.Messages), Created: store.Time(r.CreatedMs)}
}

func rowOf(reg Registration) registrationRow {
	return registrationRow{ID: string(reg.ID), Name: strings.TrimSpace(reg.Name), Issuer: reg.Issuer, ClientID: reg.ClientID, AuthURL: reg.AuthURL,
		TokenURL: reg.TokenURL, JWKSURL: reg.JWKSURL, TokenAudience: reg.TokenAudience, Product: reg.Product, Messages: strings.Join(reg.Messages, " ")}
}

type deploymentRow struct{ RegistrationID, DeploymentID string }

func (deploymentRow) TableName() string { return "deployments" }

type classroomRow struct {
	ID             string `gorm:"primaryKey"`
	RegistrationID string
	DeploymentID   string
	ResourceLinkID string
	Title          string
	ContextID      string
	CourseTitle    string
	Tier           string
	Settings       string
	MembershipsURL string
	LineItemsURL   string
	LineItemURL    string
	AgsScopes      string
	GroupsURL      string
	GroupSetsURL   string
	GroupsTold     bool
	LinkHistory    string
	ContextHistory string
	RosterMs       int64
	CreatedMs      int64
	UpdatedMs      int64
}

func (classroomRow) TableName() string { return "classrooms" }

func (r classroomRow) classroom() (app.Classroom, error) {
	settings := app.DefaultSettings()
	if err := json.Unmarshal([]byte(r.Settings), &settings); err != nil {
		return app.Classroom{}, fmt.Errorf("read the settings of a classroom: %w", err)
	}
	return app.Classroom{
		ID: app.ClassroomID(r.ID), Registration: app.RegistrationID(r.RegistrationID), Deployment: app.DeploymentID(r.DeploymentID),
		ResourceLink: r.ResourceLinkID, Title: r.Title, ContextID: r.ContextID, CourseTitle: r.CourseTitle, Tier: app.Tier(r.Tier),
		Settings: settings, MembershipsURL: r.MembershipsURL, LineItemsURL: r.LineItemsURL, LineItemURL: r.LineItemURL, AGSScopes: r.AgsScopes,
		GroupsURL: r.GroupsURL, GroupSetsURL: r.GroupSetsURL, GroupsTold: r.GroupsTold,
		LinkHistory: unpackIDs(r.LinkHistory), ContextHistory: unpackIDs(r.ContextHistory),
	}, nil
}

// Classroom returns the classroom, or app.ErrNotFound.
func (s *Service) Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error) {
	var row classroomRow
	if err := store.Found(s.Store.Read(ctx).Where("id = ?", id).Limit(1).Find(&row)); err != nil {
		return app.Classroom{}, err
	}
	return row.classroom()
}

// SetSettings keeps the settings of a classroom. The caller has validated them.
func (s *Service) SetSettings(ctx context.Context, id app.ClassroomID, settings app.Settings) error {
	b, err := json.Marshal(settings)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return store.Found(s.Store.Write(ctx).Exec("UPDATE classrooms SET settings = ?, updated_ms = ? WHERE id = ?", string(b), store.Millis(s.Clock()), id))
}

// classroomOf finds or makes the classroom behind the launch's resource link, and keeps what the launch says of it.
// Services that a launch doesn't offer are left as they were learnt: some platforms leave the line item out of later
// launches.
func (s *Service) classroomOf(ctx context.Context, l *lti.Launch) (app.ClassroomID, error) {
	key := keyOf(l)
	now := s.Clock()
	var row classroomRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "registration_id = ? AND deployment_id = ? AND resource_link_id = ?", key.registration, key.deployment, key.link))
	if errors.Is(err, app.ErrNotFound) {
		if row, err = s.linkedRow(ctx, key); errors.Is(err, app.ErrNotFound) {
			return s.newClassroom(ctx, l, key)
		}
	}
	if err != nil {
		return "", fmt.Errorf("find a classroom: %w", err)
	}
	old := row
	if learn(&row, l); row != old {
		row.UpdatedMs = store.Millis(now)
		err := s.Store.Write(ctx).Model(&row).Select("title", "context_id", "course_title", "memberships_url", "line_items_url", "line_item_url", "ags_scopes", "groups_url", "group_sets_url",
			"groups_told", "link_history", "context_history", "updated_ms").Updates(&row).Error
		if err != nil {
			return "", fmt.Errorf("keep a classroom: %w", err)
		}
	}
	store.AfterCommit(ctx, func() { s.rooms.put(key, row, now) })
	return app.ClassroomID(row.ID), nil
}

func keyOf(l *lti.Launch) roomKey {
	return roomKey{l.Registration.ID, l.DeploymentID, l.ResourceLink.ID}
}

// knownRoom returns the classroom of a launch that says nothing new of it, as most launches of a class do.
func (s *Service) knownRoom(l *lti.Launch) (app.ClassroomID, bool) {
	row, ok := s.rooms.get(keyOf(l), s.Clock())
	same := row
	learn(&same, l)
	return app.ClassroomID(row.ID), ok && same == row
}

func (s *Service) newClassroom(ctx context.Context, l *lti.Launch, key roomKey) (app.ClassroomID, error) {
	lead, err := s.lead(ctx, l)
	if err != nil {
		return "", err
	}
	if lead.Classroom != "" {
		return lead.Classroom, s.linkTo(ctx, key, lead.Classroom)
	}
	plan := app.Plan{Tier: app.TierSeminar, Settings: app.DefaultSettings()}
	if lead.Plan != nil {
		plan = *lead.Plan
	}
	settings, err := json.Marshal(plan.Settings)
	if err != nil {
		return "", fmt.Errorf("write settings: %w", err)
	}
	now := store.Millis(s.Clock())
	row := classroomRow{ID: app.NewID(), RegistrationID: key.registration, DeploymentID: key.deployment, ResourceLinkID: key.link,
		Title: plan.Title, Tier: string(plan.Tier), Settings: string(settings), CreatedMs: now, UpdatedMs: now}
	learn(&row, l)
	db := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row)
	if db.Error != nil {
		return "", fmt.Errorf("keep a classroom: %w", db.Error)
	}
	if db.RowsAffected == 0 { // two first launches at once: this one has waited for the other and finds its row now
		return s.classroomOf(ctx, l)
	}
	return app.ClassroomID(row.ID), s.follow(ctx, lead, row)
}

func (s *Service) lead(ctx context.Context, l *lti.Launch) (app.Lead, error) {
	if s.Links == nil {
		return app.Lead{}, nil
	}
	return s.Links.Lead(ctx, l)
}

// follow gives a new classroom what was planned beside its settings.
func (s *Service) follow(ctx context.Context, lead app.Lead, row classroomRow) error {
	if lead.Plan == nil {
		return nil
	}
	room, err := row.classroom()
	if err != nil {
		return err
	}
	if err := s.Grades.SetColumns(ctx, room, lead.Plan.Columns); err != nil {
		return err
	}
	if lead.Plan.Grading != nil {
		if err := s.Grades.SetGrading(ctx, room.ID, *lead.Plan.Grading, ""); err != nil {
			return err
		}
	}
	return s.Links.Led(ctx, lead, room.ID)
}

type linkRow struct {
	RegistrationID, DeploymentID, ResourceLinkID, ClassroomID string
	CreatedMs                                                 int64
}

func (linkRow) TableName() string { return "classroom_links" }

// linkTo makes a link lead to a classroom that has one of its own.
func (s *Service) linkTo(ctx context.Context, key roomKey, room app.ClassroomID) error {
	row := linkRow{key.registration, key.deployment, key.link, string(room), store.Millis(s.Clock())}
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a link to a classroom: %w", err)
	}
	return nil
}

// linkedRow returns the classroom that a link leads to beside its own, or app.ErrNotFound.
func (s *Service) linkedRow(ctx context.Context, key roomKey) (classroomRow, error) {
	var row classroomRow
	err := store.Found(s.Store.Read(ctx).Raw(`SELECT c.* FROM classrooms c JOIN classroom_links l ON l.classroom_id = c.id
		WHERE l.registration_id = ? AND l.deployment_id = ? AND l.resource_link_id = ?`, key.registration, key.deployment, key.link).Scan(&row))
	return row, err
}

// OfCourse returns the classrooms of a course, the newest first, at most most; none for a course without an id.
func (s *Service) OfCourse(ctx context.Context, reg app.RegistrationID, deployment app.DeploymentID, contextID string, most int) ([]app.Classroom, error) {
	if contextID == "" {
		return nil, nil
	}
	var rows []classroomRow
	err := s.Store.Read(ctx).Order("created_ms DESC, id DESC").Limit(most).
		Find(&rows, "registration_id = ? AND deployment_id = ? AND context_id = ?", reg, deployment, contextID).Error
	if err != nil {
		return nil, fmt.Errorf("list the classrooms of a course: %w", err)
	}
	return classrooms(rows)
}

// Copied returns the classrooms of the same deployment of which the LMS says that this one or its course is a copy, the newest
// first, at most most.
func (s *Service) Copied(ctx context.Context, room app.Classroom, most int) ([]app.Classroom, error) {
	some := func(ids []string) []string { return append([]string{""}, ids...) } // an IN without anything isn't SQL
	links, contexts := some(room.LinkHistory), some(room.ContextHistory)
	var rows []classroomRow
	err := s.Store.Read(ctx).Order("created_ms DESC, id DESC").Limit(most).
		Where("registration_id = ? AND deployment_id = ? AND id <> ?", room.Registration, room.Deployment, room.ID).
		Where(`(resource_link_id <> '' AND resource_link_id IN ?) OR (context_id <> '' AND context_id IN ?) OR id IN (
			SELECT classroom_id FROM classroom_links WHERE registration_id = ? AND deployment_id = ? AND resource_link_id <> '' AND resource_link_id IN ?)`,
			links, contexts, room.Registration, room.Deployment, links).
		Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list the classrooms that one is a copy of: %w", err)
	}
	return classrooms(rows)
}

func classrooms(rows []classroomRow) ([]app.Classroom, error) {
	rooms := make([]app.Classroom, len(rows))
	for i, row := range rows {
		var err error
		if rooms[i], err = row.classroom(); err != nil {
			return nil, err
		}
	}
	return rooms, nil
}

// SetPlan keeps the tier and the settings of a classroom. The caller has validated them.
func (s *Service) SetPlan(ctx context.Context, id app.ClassroomID, tier app.Tier, settings app.Settings) error {
	if err := store.Found(s.Store.Write(ctx).Exec("UPDATE classrooms SET tier = ? WHERE id = ?", tier, id)); err != nil {
		return fmt.Errorf("keep the tier of a classroom: %w", err)
	}
	return s.SetSettings(ctx, id, settings)
}

func learn(row *classroomRow, l *lti.Launch) {
	set := func(field *string, values ...string) {
		for _, v := range values {
			if v = cut(strings.TrimSpace(v), 2000); v != "" {
				*field = v
				return
			}
		}
	}
	own := row.ResourceLinkID == l.ResourceLink.ID // else another link to the classroom, whose name and column aren't its own
	if own {
		set(&row.Title, linkTitle(l), row.Title, l.Context.Title, l.Context.Label)
	}
	set(&row.CourseTitle, l.Context.Title, l.Context.Label)
	set(&row.ContextID, l.Context.ID)
	if l.NRPS != nil {
		set(&row.MembershipsURL, l.NRPS.MembershipsURL)
	}
	if l.AGS != nil {
		set(&row.LineItemsURL, l.AGS.LineItems)
		if own {
			set(&row.LineItemURL, l.AGS.LineItem)
		}
		set(&row.AgsScopes, strings.Join(l.AGS.Scopes, " "))
	}
	learnCustom(row, l, own)
}

// find returns the registration that the condition finds. What was found is kept for findFresh, so that a school's worth
// of launches at once doesn't read it a thousand times a second; that nothing was found never is.
func (r *Registrations) find(ctx context.Context, where string, args ...any) (lti.Registration, error) {
	key := where + fmt.Sprint(args...)
	now := r.now()
	if reg, ok := r.found.get(key, now); ok {
		return reg, nil
	}
	reg, err := r.read(ctx, where, args...)
	if err == nil {
		r.found.put(key, reg, now)
	}
	return reg, err
}

func (r *Registrations) read(ctx context.Context, where string, args ...any) (lti.Registration, error) {
	var rows []registrationRow
	if err := r.Store.Read(ctx).Where(where, args...).Limit(2).Find(&rows).Error; err != nil {
		return lti.Registration{}, fmt.Errorf("find a registration: %w", err)
	}
	switch len(rows) {
	case 0:
		return lti.Registration{}, lti.ErrUnknownRegistration
	case 1:
	default:
		return lti.Registration{}, lti.ErrAmbiguousRegistration
	}
	row := rows[0]
	deployments, err := r.deployments(ctx, row.ID)
	if err != nil {
		return lti.Registration{}, err
	}
	reg := lti.Registration{ID: row.ID, Issuer: row.Issuer, ClientID: row.ClientID, AuthURL: row.AuthURL, TokenURL: row.TokenURL,
		JWKSURL: row.JWKSURL, TokenAudience: row.TokenAudience, Algorithms: strings.Fields(row.Algorithms)}
	for _, d := range deployments {
		reg.Deployments = append(reg.Deployments, string(d))
	}
	return reg, nil
}

// NewestOf returns the registration's classroom that was heard of last, and how many it has; app.ErrNotFound where it has
// none.
func (s *Service) NewestOf(ctx context.Context, id app.RegistrationID) (room app.Classroom, count int64, err error) {
	if err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM classrooms WHERE registration_id = ?", id).Scan(&count).Error; err != nil {
		return app.Classroom{}, 0, fmt.Errorf("count the classrooms of a registration: %w", err)
	}
	var row classroomRow
	if err := store.Found(s.Store.Read(ctx).Where("registration_id = ?", id).Order("updated_ms DESC, id DESC").Limit(1).Find(&row)); err != nil {
		return app.Classroom{}, count, err
	}
	room, err = row.classroom()
	return room, count, err
}

type toolKeyRow struct {
	Kid       string `gorm:"primaryKey"`
	CreatedMs int64
	SignsMs   int64
}

func (toolKeyRow) TableName() string { return "tool_keys" }

func (k *Keys) rows(ctx context.Context) (map[string]toolKeyRow, error) {
	var rows []toolKeyRow
	if err := k.store.Read(ctx).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the times of keys: %w", err)
	}
	byID := make(map[string]toolKeyRow, len(rows))
	for _, r := range rows {
		byID[r.Kid] = r
	}
	return byID, nil
}

func (k *Keys) putRow(ctx context.Context, row toolKeyRow) error {
	if err := k.store.Write(ctx).Clauses(store.Upsert([]string{"kid"}, "created_ms", "signs_ms")).Create(&row).Error; err != nil {
		return fmt.Errorf("keep the time of a key: %w", err)
	}
	return nil
}

func (k *Keys) dropRow(ctx context.Context, kid string) error {
	if err := k.store.Write(ctx).Exec("DELETE FROM tool_keys WHERE kid = ?", kid).Error; err != nil {
		return fmt.Errorf("forget the time of a key: %w", err)
	}
	return nil
}

// replace keeps the changed keys unless somebody else changed them meanwhile.
func (k *Keys) replace(ctx context.Context, before, after string) error {
	db := k.store.Write(ctx).Exec("UPDATE installation SET value = ? WHERE key = 'tool_keys' AND value = ?", after, before)
	switch {
	case db.Error != nil:
		return fmt.Errorf("keep the tool's keys: %w", db.Error)
	case db.RowsAffected == 0:
		return app.Errorf(app.CodeConflict, "Somebody else changed the keys at the same moment. Please look again.")
	}
	return nil
}
