package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"
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
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), bridge{s},
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lectern_live_sockets", Help: "Open session sockets."}, func() float64 { return float64(s.live.Sockets()) }))
	return r
}

var (
	outboxMessages = prometheus.NewDesc("lectern_outbox_messages", "Messages of the outbox by topic and state.", []string{"topic", "state"}, nil)
	outboxOldest   = prometheus.NewDesc("lectern_outbox_oldest_seconds", "Age of the oldest message by topic and state.", []string{"topic", "state"}, nil)
	liveSessions   = prometheus.NewDesc("lectern_live_sessions", "Sessions that are live.", nil, nil)
)

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
