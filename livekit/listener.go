package livekit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	lkpb "github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// ErrListen says that a Listener didn't get into its room.
var ErrListen = errors.New("livekit: listen")

// listenTimeout bounds Listen where the context has no nearer deadline.
const listenTimeout = 15 * time.Second

// Speaker is a person whom LiveKit hears at a moment.
type Speaker struct{ SID, Identity string }

// Shown is a camera or a screen that somebody shows at a moment.
type Shown struct {
	SID, Identity string
	Source        Source // Camera or ScreenShare
}

// Moment is what a Listener knows of a room, in the order of the participants' sids.
type Moment struct {
	Speakers []Speaker
	Shown    []Shown
}

// Listener is a hidden participant that learns who speaks and shows something, and takes no media: it subscribes to microphones, for LiveKit tells
// of speakers only those who do, and has each of them paused. It counts to no limit of the room, doesn't keep an empty
// room open, and doesn't come back by itself when its connection breaks.
type Listener struct {
	room     *lksdk.Room
	heard    func(Moment)
	stirred  chan struct{} // capacity 1
	done     chan struct{}
	doneOnce sync.Once
	endOnce  sync.Once

	mu    sync.Mutex
	ended bool
}

// Listen joins the room under the identity, which pushes out an earlier Listener of that name. heard is called with
// what is so whenever that changes, one call at a time and none after Done. LiveKit looks some two times a second, so
// that speech is known to half a second. The context bounds the joining alone. Errors wrap ErrGrant or ErrListen.
func (c *Client) Listen(ctx context.Context, room, identity string, heard func(Moment)) (*Listener, error) {
	token, err := c.token(Grant{Room: room, Identity: identity, CanSubscribe: true, Hidden: true}, lkpb.ParticipantInfo_AGENT)
	if err != nil {
		return nil, err
	}
	timeout := listenTimeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = min(timeout, time.Until(deadline))
	}
	SilenceSDK()
	l := &Listener{heard: heard, stirred: make(chan struct{}, 1), done: make(chan struct{})}
	l.room = lksdk.NewRoom(&lksdk.RoomCallback{
		OnDisconnected:            l.finish,
		OnReconnecting:            func() { go l.Leave() }, // the SDK waits for its callback
		OnActiveSpeakersChanged:   func([]lksdk.Participant) { l.stir() },
		OnParticipantDisconnected: func(*lksdk.RemoteParticipant) { l.stir() },
		ParticipantCallback: lksdk.ParticipantCallback{
			OnTrackPublished: func(pub *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
				subscribe(pub)
				l.stir()
			},
			OnTrackUnpublished: func(*lksdk.RemoteTrackPublication, *lksdk.RemoteParticipant) { l.stir() },
			OnTrackMuted:       func(lksdk.TrackPublication, lksdk.Participant) { l.stir() },
			OnTrackUnmuted:     func(lksdk.TrackPublication, lksdk.Participant) { l.stir() },
		},
	})
	// The SDK keeps the context for every later reconnection, so it isn't given ours.
	err = l.room.JoinWithToken(c.ws, token, lksdk.WithLogger(logger.GetDiscardLogger()), lksdk.WithConnectTimeout(timeout), lksdk.WithAutoSubscribe(false))
	if err != nil {
		l.Leave()
		return nil, fmt.Errorf("%w: %w", ErrListen, err)
	}
	go l.run()
	return l, nil
}

// SilenceSDK drops the messages of the client SDK, whose WebRTC stack writes to a package variable's logger whatever the room's is. Once,
// so that joins at the same time don't race.
var SilenceSDK = sync.OnceFunc(func() { lksdk.SetLogger(logger.GetDiscardLogger()) })

// subscribe makes LiveKit tell when the publisher of a microphone speaks, without sending what they say.
func subscribe(pub *lksdk.RemoteTrackPublication) {
	if pub.Source() != lkpb.TrackSource_MICROPHONE {
		return
	}
	pub.SetEnabled(false)
	// It fails only where the connection is gone.
	_ = pub.SetSubscribed(true)
}

// stir has heard called. The SDK calls back in any order and with its locks held, so that what it tells isn't looked at here.
func (l *Listener) stir() {
	select {
	case l.stirred <- struct{}{}:
	default:
	}
}

func (l *Listener) run() {
	for {
		select {
		case <-l.stirred:
			l.tell()
		case <-l.done:
			return
		}
	}
}

// tell calls heard with what is so now.
func (l *Listener) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return
	}
	people := l.room.GetRemoteParticipants()
	slices.SortFunc(people, func(a, b *lksdk.RemoteParticipant) int { return cmp.Compare(a.SID(), b.SID()) })
	var now Moment
	for _, p := range people {
		if p.Kind() != lksdk.ParticipantStandard {
			continue
		}
		if p.IsSpeaking() {
			now.Speakers = append(now.Speakers, Speaker{SID: p.SID(), Identity: p.Identity()})
		}
		for _, source := range []Source{Camera, ScreenShare} {
			if shows(p, source) {
				now.Shown = append(now.Shown, Shown{SID: p.SID(), Identity: p.Identity(), Source: source})
			}
		}
	}
	l.heard(now)
}

func shows(p *lksdk.RemoteParticipant, source Source) bool {
	return slices.ContainsFunc(p.TrackPublications(), func(pub lksdk.TrackPublication) bool {
		return sourceOf(pub.Source()) == source && !pub.IsMuted()
	})
}

// Done is closed when the Listener is out of the room, for whatever reason.
func (l *Listener) Done() <-chan struct{} { return l.done }

// Leave disconnects and waits for a call of heard that runs, so it must not be called by heard. Further calls do nothing.
func (l *Listener) Leave() {
	l.endOnce.Do(func() {
		l.finish()
		l.room.Disconnect()
	})
}

func (l *Listener) finish() {
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	l.doneOnce.Do(func() { close(l.done) })
}
