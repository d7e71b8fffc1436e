package server

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"

	"github.com/lectern-classroom/lectern/app/forward"
)

// pings are what readiness depends on.
func (s *Server) pings() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"database": s.Store.Ping,
		"redis":    s.pingRedis,
		"livekit":  s.livekit.Ping,
	}
}

func (s *Server) pingRedis(ctx context.Context) error {
	client, ok := s.redis.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil
	}
	err := client.Ping(ctx).Err()
	if cerr := client.Close(); err == nil {
		err = cerr
	}
	return err
}

// metrics are read when they are scraped; nothing of a person is in them.
func (s *Server) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), bridge{s}, forwardMetrics{s},
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lectern_live_sockets", Help: "Open session sockets."}, func() float64 { return float64(s.live.Sockets()) }))
	return r
}

var (
	outboxMessages = prometheus.NewDesc("lectern_outbox_messages", "Messages of the outbox by topic and state.", []string{"topic", "state"}, nil)
	outboxOldest   = prometheus.NewDesc("lectern_outbox_oldest_seconds", "Age of the oldest message by topic and state.", []string{"topic", "state"}, nil)
	liveSessions   = prometheus.NewDesc("lectern_live_sessions", "Sessions that are live.", nil, nil)
)

// What is known of each record store that statements go to.
var (
	forwardLabels    = []string{"destination"}
	forwardBacklog   = prometheus.NewDesc("lectern_forward_backlog", "Statements that wait for a record store.", forwardLabels, nil)
	forwardOldest    = prometheus.NewDesc("lectern_forward_oldest_seconds", "How long the oldest statement has waited.", forwardLabels, nil)
	forwardPaused    = prometheus.NewDesc("lectern_forward_paused", "1 where a person or the record store has stopped the delivery.", forwardLabels, nil)
	forwardDelivered = prometheus.NewDesc("lectern_forward_delivered_total", "Statements that a record store took.", forwardLabels, nil)
	forwardDuplicate = prometheus.NewDesc("lectern_forward_duplicate_total", "Statements that a record store had already.", forwardLabels, nil)
	forwardRefused   = prometheus.NewDesc("lectern_forward_refused", "Statements that a record store refuses, until a person decides.", append(forwardLabels, "status"), nil)
	forwardRequests  = prometheus.NewDesc("lectern_forward_requests_total", "Requests with statements, of this process; status 0 is no answer.", append(forwardLabels, "status"), nil)
	forwardSeconds   = prometheus.NewDesc("lectern_forward_request_seconds_total", "Time that they took.", forwardLabels, nil)
	forwardSent      = prometheus.NewDesc("lectern_forward_batch_statements_total", "Statements that they carried, in all.", forwardLabels, nil)
)

// forwardMetrics collects the ledger of statements.
type forwardMetrics struct{ s *Server }

// Describe implements prometheus.Collector.
func (forwardMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{forwardBacklog, forwardOldest, forwardPaused, forwardDelivered, forwardDuplicate, forwardRefused, forwardRequests, forwardSeconds, forwardSent} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (m forwardMetrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	lines, err := m.s.forward.Ledger(ctx)
	if err != nil {
		m.s.opts.Log.Warn("record stores not counted", "error", err)
		return
	}
	put := func(d *prometheus.Desc, kind prometheus.ValueType, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, kind, v, labels...)
	}
	for _, l := range lines {
		if l.ID == forward.BuiltIn {
			continue
		}
		id := string(l.ID)
		paused := 0.0
		if l.Condition == forward.Paused || l.Condition == forward.Stopped {
			paused = 1
		}
		put(forwardBacklog, prometheus.GaugeValue, float64(l.Counts[forward.Queued]), id)
		put(forwardOldest, prometheus.GaugeValue, l.Lag(m.s.opts.Clock()).Seconds(), id)
		put(forwardPaused, prometheus.GaugeValue, paused, id)
		put(forwardDelivered, prometheus.CounterValue, float64(l.Counts[forward.Delivered]), id)
		put(forwardDuplicate, prometheus.CounterValue, float64(l.Counts[forward.Duplicate]), id)
		byStatus, err := m.s.forward.RefusedByStatus(ctx, l.ID)
		if err != nil {
			m.s.opts.Log.Warn("refused statements not counted", "error", err)
		}
		for status, n := range byStatus {
			put(forwardRefused, prometheus.GaugeValue, float64(n), id, strconv.Itoa(status))
		}
	}
	for id, t := range m.s.forward.Tallies() {
		put(forwardSeconds, prometheus.CounterValue, t.Seconds, string(id))
		put(forwardSent, prometheus.CounterValue, float64(t.Statements), string(id))
		for status, n := range t.Requests {
			put(forwardRequests, prometheus.CounterValue, float64(n), string(id), strconv.Itoa(status))
		}
	}
}

// bridge collects from the database.
type bridge struct{ s *Server }

// Describe implements prometheus.Collector.
func (bridge) Describe(ch chan<- *prometheus.Desc) {
	ch <- outboxMessages
	ch <- outboxOldest
	ch <- liveSessions
}

// Collect implements prometheus.Collector.
func (b bridge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	now := b.s.opts.Clock()
	if sessions, err := b.s.schedule.LiveSessions(ctx); err == nil {
		ch <- prometheus.MustNewConstMetric(liveSessions, prometheus.GaugeValue, float64(len(sessions)))
	}
	stats, err := b.s.Outbox.Stats(ctx)
	if err != nil {
		b.s.opts.Log.Warn("outbox not counted", "error", err)
		return
	}
	type label struct{ topic, state string }
	count, oldest := map[label]float64{}, map[label]float64{}
	for _, st := range stats {
		l := label{string(st.Topic), string(st.State)}
		count[l] += float64(st.Count)
		oldest[l] = max(oldest[l], now.Sub(st.OldestCreated).Seconds())
	}
	for l, n := range count {
		ch <- prometheus.MustNewConstMetric(outboxMessages, prometheus.GaugeValue, n, l.topic, l.state)
		ch <- prometheus.MustNewConstMetric(outboxOldest, prometheus.GaugeValue, oldest[l], l.topic, l.state)
	}
}
