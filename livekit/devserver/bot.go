package devserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	lkpb "github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	"github.com/lectern-classroom/lectern/livekit"
)

// joinTimeout bounds Join where the context has no nearer deadline.
const joinTimeout = 15 * time.Second

// Errors of a Bot.
var (
	// ErrJoin says that the bot didn't get into the room: refused, full, or no media connection.
	ErrJoin = errors.New("devserver: join")
	// ErrPublish says that the server didn't accept the track: not granted, or not in time.
	ErrPublish = errors.New("devserver: publish")
	// ErrLeft says that the bot is out of the room.
	ErrLeft = errors.New("devserver: bot has left")
)

// BotConfig says where a bot goes.
type BotConfig struct {
	URL        string // http or ws; TLS isn't spoken
	Token      string
	Microphone bool // publish silence as a microphone at once
	Muted      bool // with the microphone muted: nothing is sent
	Deaf       bool // subscribe to nothing
}

// Bot is a client without a browser, over real WebRTC. It returns by itself when its connection
// breaks, as LiveKit's clients do, but for about two minutes only.
type Bot struct {
	room       *lksdk.Room
	relay      *relay
	received   atomic.Uint64
	loud       atomic.Bool
	arrived    chan struct{} // holds one token after a packet came
	done       chan struct{}
	doneOnce   sync.Once
	broken     chan struct{}
	onceBroken sync.Once
	endOnce    sync.Once

	mu      sync.Mutex
	ended   bool           // no reader is added any more
	readers sync.WaitGroup // one for each track
}

// Join connects and returns when media is connected. The context bounds the joining alone. Errors
// wrap ErrConfig, ErrJoin or ErrPublish.
func Join(ctx context.Context, cfg BotConfig) (*Bot, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "ws") {
		return nil, fmt.Errorf("%w: bot's URL %q", ErrConfig, cfg.URL)
	}
	livekit.SilenceSDK()
	r, err := newRelay(u.Host)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJoin, err)
	}
	u.Host, u.Scheme = r.addr(), "ws"
	b := &Bot{relay: r, arrived: make(chan struct{}, 1), done: make(chan struct{}), broken: make(chan struct{})}
	b.room = lksdk.NewRoom(&lksdk.RoomCallback{
		OnDisconnected:      func() { b.doneOnce.Do(func() { close(b.done) }) },
		OnReconnecting:      func() { b.onceBroken.Do(func() { close(b.broken) }) },
		ParticipantCallback: lksdk.ParticipantCallback{OnTrackSubscribed: b.listen},
	})
	timeout := joinTimeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = min(timeout, time.Until(deadline))
	}
	// The SDK keeps the context for every later reconnection, so it isn't given ours.
	err = b.room.JoinWithToken(u.String(), cfg.Token, lksdk.WithLogger(logger.GetDiscardLogger()),
		lksdk.WithConnectTimeout(timeout), lksdk.WithAutoSubscribe(!cfg.Deaf))
	if err != nil {
		r.cut()
		b.end()
		return nil, fmt.Errorf("%w: %w", ErrJoin, err)
	}
	if cfg.Microphone {
		pub, err := b.publish(ctx, "microphone")
		if err != nil {
			b.Leave()
			return nil, err
		}
		pub.SetMuted(cfg.Muted)
	}
	return b, nil
}

// SID is the participant's sid, new for every connection.
func (b *Bot) SID() string { return b.room.LocalParticipant.SID() }

// Identity is the identity in the token.
func (b *Bot) Identity() string { return b.room.LocalParticipant.Identity() }

// Received counts the RTP packets that came from others.
func (b *Bot) Received() uint64 { return b.received.Load() }

// AwaitPackets waits until at least n packets have come in all. One caller at a time.
func (b *Bot) AwaitPackets(ctx context.Context, n uint64) error {
	for b.Received() < n {
		select {
		case <-b.arrived:
		case <-b.done:
			return ErrLeft
		case <-ctx.Done():
			return fmt.Errorf("devserver: %d of %d packets: %w", b.Received(), n, ctx.Err())
		}
	}
	return nil
}

// Others lists the identities that the bot sees in the room, without its own.
func (b *Bot) Others() []string {
	var out []string
	for _, p := range b.room.GetRemoteParticipants() {
		out = append(out, p.Identity())
	}
	return out
}

// Done is closed when the server sent the bot out, or when it gave up reconnecting, and after Leave
// and Abort.
func (b *Bot) Done() <-chan struct{} { return b.done }

// Broken is closed when the bot's connection broke for the first time. The bot tries to get back by itself.
func (b *Bot) Broken() <-chan struct{} { return b.broken }

// Reason tells, after Done, why the server sent the bot out, spelled as livekit.DisconnectReason;
// "unknown_reason" where it didn't say.
func (b *Bot) Reason() string { return strings.ToLower(b.room.DisconnectReason().String()) }

// Publish publishes silence as an audio track of one source: camera, microphone, screen_share or
// screen_share_audio. It returns the track's sid. LiveKit doesn't tell a client why it ignores a
// track that isn't granted, so a refusal is ErrPublish when the context ends, 10 s at most.
func (b *Bot) Publish(ctx context.Context, source string) (string, error) {
	pub, err := b.publish(ctx, source)
	if err != nil {
		return "", err
	}
	return pub.SID(), nil
}

func (b *Bot) publish(ctx context.Context, source string) (*lksdk.LocalTrackPublication, error) {
	kind, ok := lkpb.TrackSource_value[strings.ToUpper(source)]
	if !ok {
		return nil, fmt.Errorf("%w: source %q", ErrConfig, source)
	}
	track, err := lksdk.NewLocalSampleTrack(webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPublish, err)
	}
	if err := track.StartWrite(&silence{loud: &b.loud}, nil); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPublish, err)
	}
	type result struct {
		pub *lksdk.LocalTrackPublication
		err error
	}
	got := make(chan result, 1)
	go func() { // ends by itself with the SDK's own time-out
		pub, err := b.room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{
			Name: source, Source: lkpb.TrackSource(kind),
		})
		got <- result{pub, err}
	}()
	select {
	case r := <-got:
		if r.err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrPublish, source, r.err)
		}
		return r.pub, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %s: %w", ErrPublish, source, ctx.Err())
	}
}

// Leave says goodbye and disconnects. It does nothing after Leave or Abort.
func (b *Bot) Leave() { b.end() }

// Abort vanishes as a laptop that lost its power: no goodbye, no end of the signal connection, no
// more media. The server notices when it hasn't heard from the media connection for about 20 s.
//
// The signal connection runs through a relay in this process, which falls silent and leaves the
// server's end open. The ICE agents are stopped before the SDK tears down what stands on them, so
// that neither DTLS nor SCTP can send their goodbyes. What can't be imitated is the machine that
// stops answering on UDP: here the port is closed, which the kernel reports to a server on the same
// machine, and which LiveKit, listening on an unconnected socket, doesn't look at.
func (b *Bot) Abort() {
	b.relay.cut()
	for _, pc := range []*webrtc.PeerConnection{
		b.room.LocalParticipant.GetSubscriberPeerConnection(),
		b.room.LocalParticipant.GetPublisherPeerConnection(),
	} {
		if pc == nil || pc.SCTP() == nil || pc.SCTP().Transport() == nil {
			continue
		}
		if ice := pc.SCTP().Transport().ICETransport(); ice != nil {
			_ = ice.Stop() // what can fail here is what is to fail
		}
	}
	b.end()
}

func (b *Bot) end() {
	b.endOnce.Do(func() {
		b.mu.Lock()
		b.ended = true
		b.mu.Unlock()
		b.room.Disconnect()
		b.doneOnce.Do(func() { close(b.done) })
		b.readers.Wait()
		if !b.relay.silent.Load() {
			b.relay.close()
		}
	})
}

// listen counts the packets of one track until it ends.
func (b *Bot) listen(track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.readers.Add(1)
	go func() {
		defer b.readers.Done()
		buf := make([]byte, 1500)
		for {
			if _, _, err := track.Read(buf); err != nil {
				return
			}
			b.received.Add(1)
			select {
			case b.arrived <- struct{}{}:
			default:
			}
		}
	}()
}

// Speak makes LiveKit hear the bot, by the level that it says its packets have (RFC 6464), or not any more.
func (b *Bot) Speak(on bool) { b.loud.Store(on) }

// silence provides Opus frames of 20 ms without sound (RFC 6716, section 3.1: one frame, CELT). It says how loud they are.
type silence struct {
	lksdk.BaseSampleProvider
	loud *atomic.Bool
}

// CurrentAudioLevel implements lksdk.AudioSampleProvider, in -dBov.
func (s *silence) CurrentAudioLevel() uint8 {
	if s.loud.Load() {
		return 10
	}
	return 127
}

// NextSample returns one frame.
func (*silence) NextSample(context.Context) (media.Sample, error) {
	return media.Sample{Data: []byte{0xf8, 0xff, 0xfe}, Duration: 20 * time.Millisecond}, nil
}
