package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/hibiken/asynq"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/analytics"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/breakout"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/app/report"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/stage"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/witness"
	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/lti"
)

// shutdownGrace is how long requests and jobs may take to end.
const shutdownGrace = 10 * time.Second

// Options are what isn't configuration.
type Options struct {
	Version string
	Clock   func() time.Time // nil: time.Now
	Log     *slog.Logger
	HTTP    *http.Client // to LMSs, LRS and key sets; nil: one of its own
}

// Server is one process of Lectern.
type Server struct {
	cfg  app.Config
	opts Options
	echo *echo.Echo

	Store         *store.Store
	Registrations *launch.Registrations
	Outbox        *outbox.Outbox
	auth          *auth.Service
	launch        *launch.Service
	roster        *roster.Service
	schedule      *schedule.Service
	live          *live.Hub
	door          live.Door
	media         *media.Service
	witness       *witness.Service
	attendance    *attendance.Service
	grade         *grade.Service
	activity      *activity.Service
	forward       *forward.Service
	lrs           *lrs.Service
	link          *link.Service
	livekit       *livekit.Client
	redis         asynq.RedisConnOpt
	report        *report.Service
	chat          *chat.Service
	file          *file.Service
	hand          *hand.Service
	poll          *poll.Service
	stage         *stage.Service
	board         *board.Service
	breakout      *breakout.Service
	planner       *breakout.Planner
	admin         *admin.Service
	analytics     *analytics.Service
	ledger        *admin.Ledger
	bus           *bus // to the other processes; nil where there are none
	broken        clientErrors
}

// New opens the database and builds the features. The configuration is complete: embedded.Fill has filled it.
func New(ctx context.Context, cfg app.Config, opts Options) (*Server, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.HTTP == nil {
		opts.HTTP = &http.Client{Timeout: 20 * time.Second}
	}
	s := &Server{cfg: cfg, opts: opts, broken: newClientErrors()}
	var err error
	if s.Store, err = store.Open(ctx, cfg.DatabaseURL); err != nil {
		return nil, err
	}
	err = s.Store.OpenAhead(ctx, s.opts.Log)
	if err == nil {
		err = s.build(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.mount()
	return s, nil
}

// Close ends what outlives requests and releases the database.
func (s *Server) Close() error {
	if s.roster != nil {
		s.roster.Close()
	}
	var err error
	if s.bus != nil {
		err = s.bus.Close()
	}
	return errors.Join(err, s.Store.Close())
}

func (s *Server) build(ctx context.Context) error {
	sealer, err := auth.NewSealer(s.cfg.SecretBytes())
	if err != nil {
		return err
	}
	if s.redis, err = asynq.ParseRedisURI(s.cfg.RedisURL); err != nil {
		return fmt.Errorf("LECTERN_REDIS_URL: %w", err)
	}
	s.livekit, err = livekit.New(livekit.Config{URL: s.cfg.LiveKitURL, APIKey: s.cfg.LiveKitAPIKey, APISecret: s.cfg.LiveKitAPISecret, Clock: s.opts.Clock})
	if err != nil {
		return fmt.Errorf("LECTERN_LIVEKIT_URL: %w", err)
	}
	s.Outbox, err = outbox.New(outbox.Deps{Store: s.Store, Redis: s.redis, Clock: s.opts.Clock, Log: s.opts.Log})
	if err != nil {
		return err
	}
	if err := s.buildControl(ctx, sealer); err != nil {
		return err
	}
	if err := s.buildClass(); err != nil {
		return err
	}
	if err := s.buildBridge(ctx, sealer); err != nil {
		return err
	}
	return s.buildAnalytics()
}

// buildControl builds who may enter.
func (s *Server) buildControl(ctx context.Context, sealer *auth.Sealer) error {
	clock := s.opts.Clock
	s.Registrations = launch.NewRegistrations(s.Store, func() int64 { return store.Millis(clock()) })
	s.roster = roster.New(roster.Deps{Store: s.Store, Registrations: s.Registrations, Clock: clock, Log: s.opts.Log})
	var err error
	if s.auth, err = auth.New(s.Store, sealer, s.roster, clock); err != nil {
		return err
	}
	s.ledger = admin.NewLedger(s.Store, clock, s.opts.Log)
	keys := launch.NewKeys(s.Store, sealer, clock)
	s.launch, err = launch.New(launch.Deps{Store: s.Store, Registrations: s.Registrations, People: s.roster, Logins: s.auth, Keys: keys, Watch: s.ledger, Entered: s.roster.Entered,
		Sealer: sealer, PublicURL: s.cfg.PublicURL, HTTP: s.opts.HTTP, Clock: clock, Log: s.opts.Log})
	if err != nil {
		return err
	}
	if _, err := keys.Current(ctx); err != nil {
		return err
	}
	services, err := lti.NewServices(lti.ServicesConfig{HTTP: s.opts.HTTP, Keys: keys, Clock: clock, Observe: s.ledger.Observe})
	if err != nil {
		return err
	}
	s.buildAdmin(keys, services)
	s.roster.Classrooms, s.roster.Names = s.launch, services
	s.grade = grade.New(grade.Deps{Store: s.Store, Outbox: s.Outbox, Classrooms: s.launch, Registrations: s.Registrations,
		People: s.roster, Sessions: sessionsOf{s}, Platform: services, Clock: clock, Log: s.opts.Log,
		Members: s.roster, Computer: grading{s}})
	s.link = link.New(link.Deps{Store: s.Store, Rooms: s.launch, Grades: s.grade, Registrations: s.Registrations, Keys: keys, Sealer: sealer, Clock: clock, Log: s.opts.Log})
	s.launch.Links, s.launch.Grades = s.link, s.grade
	return nil
}

// buildClass builds what happens in a session.
func (s *Server) buildClass() error {
	clock, log := s.opts.Clock, s.opts.Log
	if err := s.buildLive(); err != nil {
		return err
	}
	s.schedule = schedule.New(schedule.Deps{Store: s.Store, Classrooms: s.launch, Live: s.live, Presence: presence{s}, Outbox: s.Outbox, Clock: clock, Log: log})
	var err error
	s.attendance, err = attendance.New(attendance.Deps{Store: s.Store, Sessions: s.schedule, Classrooms: directory{s}, Clock: clock})
	if err != nil {
		return err
	}
	s.media = media.New(media.Deps{Store: s.Store, Rooms: s.livekit, Moderation: s.livekit, Signatures: s.livekit, Sessions: s.schedule, Door: s.door,
		Directory: directory{s}, Live: s.live, Floor: s.hand, Roles: roles{s}, Groups: s.breakout, PublicURL: s.cfg.PublicURL, LiveKitURL: s.cfg.LiveKitPublicURL, Clock: clock, Log: log})
	s.witness = witness.New(witness.Deps{Store: s.Store, Rooms: s.livekit, Sessions: s.schedule, Groups: s.breakout, Heard: s.heard, Clock: clock, Log: log})
	s.report = report.New(s.schedule, reports{s}, records{s})
	s.buildPlanner()
	s.live.Sessions, s.live.Gone, s.live.Moved, s.hand.Rights = s.schedule, s.media.Nudge, s.media.Moved, s.media
	s.link.Sessions, s.link.People, s.link.Polls = s.schedule, s.roster, s.poll
	s.roster.Changed = func(classroom app.ClassroomID, user app.UserID, role app.Role) {
		go s.relaunched(classroom, user, role)
	}
	return nil
}

// heard has who speaks in a group told, in whatever process the staff are.
func (s *Server) heard(session app.SessionID, group app.GroupID, speaking []app.UserID) {
	s.breakout.Heard(session, group, speaking)
	if s.bus != nil {
		s.bus.Spoke(session, group, speaking)
	}
}

// buildLive builds the live state of sessions and the features that have a part in it.
func (s *Server) buildLive() error {
	clock, log, sessions := s.opts.Clock, s.opts.Log, sessionsOf{s}
	s.door = live.Door{Store: s.Store, Classrooms: s.launch, Clock: clock}
	deps := live.Deps{Store: s.Store, People: s.roster, Auth: logins{s}, Door: s.door, Clock: clock, Log: log}
	documents := board.Deps{Store: s.Store, Sessions: sessions, Door: s.door, Classrooms: directory{s}, People: s.roster, Auth: logins{s}, Roles: roles{s}, Outbox: s.Outbox,
		Tools: render.Find(), RendersElsewhere: s.cfg.NoWorkers, PublicURL: s.cfg.PublicURL, Clock: clock, Log: log}
	if s.Store.Postgres() { // with SQLite there is one process
		var err error
		if s.bus, err = newBus(s.redis, log); err != nil {
			return err
		}
		deps.Bus, documents.Bus = s.bus, boards{s.bus}
	}
	s.hand = hand.New(hand.Deps{Store: s.Store, Clock: clock})
	s.stage = stage.New(stage.Deps{Store: s.Store})
	s.file = file.New(file.Deps{Store: s.Store, Sessions: sessions, Door: s.door, Chat: carrier{s}, Clock: clock, Log: log})
	s.breakout = breakout.New(breakout.Deps{Store: s.Store, Files: s.file})
	if s.bus != nil {
		s.bus.spoken = s.breakout.Heard
	}
	s.poll = poll.New(poll.Deps{Store: s.Store, Sessions: sessions, Door: s.door, Directory: directory{s}, Clock: clock})
	documents.Kinds, documents.Groups, documents.Viewers = s.file, s.breakout, roles{s}
	s.board = board.New(documents)
	s.board.Handle(s.Outbox)
	s.chat = chat.New(chat.Deps{Store: s.Store, Sessions: sessions, Door: s.door, Viewers: roles{s}, Files: s.file, Events: events{s}, Groups: s.breakout})
	deps.Modules = []live.Module{s.chat, s.hand, s.poll, s.stage, s.board.Module(), s.board.Pages(), s.breakout}
	deps.Ended, deps.Removed = s.board.Ended, s.board.Removed
	deps.Changed = func(ctx context.Context, session app.Session, user app.UserID) {
		// It has been logged, and is mended by the next round.
		_ = s.media.Regrant(ctx, session, user)
	}
	s.live = live.New(deps)
	s.board.Streams = s.live
	return nil
}

// Run serves on the listener until ctx ends, with the workers unless the configuration leaves them out. It returns nil
// where ctx ends while it starts, too.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	if err := s.live.Recover(ctx); err != nil {
		return errors.Join(unlessStopped(ctx, err), ln.Close())
	}
	g, ctx := errgroup.WithContext(ctx)
	server := &http.Server{Handler: s.echo, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelDebug)}
	g.Go(func() error {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		return server.Shutdown(grace)
	})
	g.Go(func() error { return s.live.Run(ctx) })
	g.Go(func() error { return s.board.Run(ctx) })
	g.Go(func() error { return s.media.Run(ctx) })
	g.Go(func() error { return s.witness.Run(ctx) })
	g.Go(func() error { return s.schedule.RunSweep(ctx) })
	g.Go(func() error { return s.runPrune(ctx) })
	if s.cfg.NoWorkers {
		g.Go(func() error { return s.ledger.Run(ctx) })
	} else {
		g.Go(func() error { return s.RunWorkers(ctx) })
	}
	return g.Wait()
}

// unlessStopped returns err, or nil where ctx has ended: what a stop interrupts hasn't failed. Databases say in words of
// their own that they were interrupted, so the context is asked and not the error.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// RunWorkers relays the outbox and delivers until ctx ends. It returns nil where ctx ends while it starts, too.
func (s *Server) RunWorkers(ctx context.Context) error {
	if err := s.forward.Wake(ctx); err != nil {
		return unlessStopped(ctx, err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Outbox.RunRelay(ctx) })
	g.Go(func() error { return s.Outbox.RunWorkers(ctx) })
	g.Go(func() error { return s.fillLocal(ctx) })
	g.Go(func() error { return s.roster.RunTimer(ctx) })
	g.Go(func() error { return s.ledger.Run(ctx) })
	return g.Wait()
}

const (
	// pruneEvery is how often what can't be used any more is deleted.
	pruneEvery = 10 * time.Minute
	// contentKept is how long messages, files, polls and notes are kept after their session.
	contentKept = 365 * 24 * time.Hour
)

func (s *Server) runPrune(ctx context.Context) error {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		_, err := s.auth.Prune(ctx)
		err = errors.Join(err, s.live.Prune(ctx), s.Outbox.Prune(ctx, 30*24*time.Hour), s.forward.Prune(ctx, 30*24*time.Hour), s.admin.Prune(ctx), s.link.Prune(ctx), s.pruneContent(ctx))
		if err != nil && ctx.Err() == nil {
			s.opts.Log.Error("pruning failed", "error", err)
		}
	}
}

// pruneContent deletes what people wrote in sessions that are older than contentKept.
func (s *Server) pruneContent(ctx context.Context) error {
	before := s.opts.Clock().Add(-contentKept)
	_, err := s.file.PruneOrphans(ctx)
	for _, prune := range []func(context.Context, time.Time) (int, error){s.chat.Prune, s.file.Prune, s.hand.Prune, s.poll.Prune, s.stage.Prune, s.breakout.Prune, s.roster.Prune, s.analytics.Prune} {
		_, perr := prune(ctx, before)
		err = errors.Join(err, perr)
	}
	_, perr := s.board.Prune(ctx, before)
	return errors.Join(err, perr)
}
