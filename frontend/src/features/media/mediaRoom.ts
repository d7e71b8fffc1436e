import { DisconnectReason, LogLevel, Room, RoomEvent, setLogLevel, VideoPresets } from 'livekit-client';
import type { JoinSource } from '@/shared/api/joinSource';
import { ApiError } from '@/shared/api/apiError';
import { Emitter } from '@/shared/emitter';
import { backoffMs } from '@/shared/live/backoff';
import type { MediaPrefs } from '@/shared/media/prefs';
import { LocalMedia, type Allowed, type LocalState } from './localMedia';
import { readParticipants, type Participant } from './participants';
import { closedBy, closedByJoin, QuickReconnect, type Closed } from './reconnect';

export interface MediaState {
  connection: 'connecting' | 'connected' | 'reconnecting' | 'closed';
  closed: Closed | null;
  /** When sound and picture were lost, by this computer's clock. */
  lostAt: number | null;
  soundBlocked: boolean;
  participants: readonly Participant[];
  local: LocalState;
}

export interface MediaRoomDeps {
  joins: Pick<JoinSource, 'get'>;
  allowed: Allowed;
  prefs: MediaPrefs;
  room?: Room;
  now?(): number;
  random?(): number;
}

const readSoonMs = 30;

export function createRoom(): Room {
  setLogLevel(LogLevel.warn);
  return new Room({
    adaptiveStream: true,
    dynacast: true,
    reconnectPolicy: new QuickReconnect(),
    videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
    publishDefaults: { simulcast: true, dtx: true, red: true },
    stopLocalTrackOnUnpublish: true,
    disconnectOnPageLeave: true,
  });
}

/**
 * Sound and picture of one session. Connects, comes back by itself (first the
 * library resumes, then we connect anew with a fresh token), and says why it
 * closed where coming back is not allowed. One instance per class page.
 */
export class MediaRoom {
  readonly local: LocalMedia;
  private state: MediaState;
  private readonly emitter = new Emitter();
  private readonly room: Room;
  private readonly deps: MediaRoomDeps;
  private readonly now: () => number;
  /** Grows with each loop, so that an outdated one stops by itself. */
  private loop = 0;
  private looping = false;
  private disposed = false;
  private waitTimer: ReturnType<typeof setTimeout> | undefined;
  private readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: MediaRoomDeps) {
    this.deps = deps;
    this.now = deps.now ?? Date.now;
    this.room = deps.room ?? createRoom();
    this.local = new LocalMedia(this.room, deps.allowed, deps.prefs, () => this.set({ local: this.local.state }));
    this.state = {
      connection: 'connecting',
      closed: null,
      lostAt: null,
      soundBlocked: false,
      participants: [],
      local: this.local.state,
    };
    this.listen();
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): MediaState => this.state;

  connect(): void {
    void this.run(true);
  }

  /** "Rejoin now": drops what is left of the connection and starts anew at once. */
  async rejoin(): Promise<void> {
    clearTimeout(this.waitTimer);
    this.looping = true;
    this.loop += 1;
    await this.room.disconnect();
    if (!this.disposed) await this.run(false);
  }

  /** "Use this tab instead": the other tab gets the duplicate page. */
  async takeOver(): Promise<void> {
    this.set({ closed: null, connection: 'connecting' });
    await this.run(true);
  }

  async startSound(): Promise<void> {
    await this.room.startAudio().catch(() => undefined);
    this.set({ soundBlocked: !this.room.canPlaybackAudio });
  }

  /** A deliberate end: own leave, or the session socket said that it is over. */
  close(reason: Closed): void {
    if (this.state.connection === 'closed') return;
    this.loop += 1;
    this.looping = false;
    clearTimeout(this.waitTimer);
    this.set({ connection: 'closed', closed: reason, lostAt: null, participants: [] });
    void this.room.disconnect();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.loop += 1;
    clearTimeout(this.waitTimer);
    clearTimeout(this.readTimer);
    this.local.dispose();
    void this.room.disconnect();
  }

  private async run(first: boolean): Promise<void> {
    const loop = ++this.loop;
    this.looping = true;
    for (let attempt = 0; loop === this.loop; attempt += 1) {
      try {
        const join = await this.deps.joins.get(first && attempt === 0 ? 15_000 : 2_000);
        if (loop !== this.loop) return;
        await this.room.connect(join.livekit.url, join.livekit.token, { maxRetries: 0 });
        if (loop !== this.loop) return;
        this.looping = false;
        await this.connected();
        return;
      } catch (error) {
        if (loop !== this.loop) return;
        const closed = error instanceof ApiError ? closedByJoin(error) : null;
        if (closed) {
          this.close(closed);
          return;
        }
        this.set({ connection: first && attempt === 0 ? 'connecting' : 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
        await this.wait(backoffMs(attempt, this.deps.random ?? Math.random, 500, 5_000));
      }
    }
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.waitTimer = setTimeout(resolve, ms);
    });
  }

  private async connected(): Promise<void> {
    this.set({ connection: 'connected', lostAt: null, soundBlocked: !this.room.canPlaybackAudio });
    this.readNow();
    await this.local.restore();
  }

  private listen(): void {
    const lost = () => {
      if (this.state.connection === 'connected') this.set({ connection: 'reconnecting', lostAt: this.now() });
    };
    const back = () => {
      this.set({ connection: 'connected', lostAt: null });
      this.readNow();
    };
    this.room
      .on(RoomEvent.SignalReconnecting, lost)
      .on(RoomEvent.Reconnecting, () => {
        lost();
        this.startAnew();
      })
      .on(RoomEvent.Reconnected, back)
      .on(RoomEvent.Disconnected, (reason) => this.disconnected(reason))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => this.set({ soundBlocked: !this.room.canPlaybackAudio }));
    for (const event of watched) this.room.on(event, this.readSoon);
  }

  /**
   * The media server has forgotten us. The library's own restart puts old
   * senders into new connections, after which others may never see us again;
   * leaving the room and joining it with a fresh token doesn't.
   */
  private startAnew(): void {
    if (this.looping || this.disposed || this.state.connection === 'closed') return;
    void this.rejoin();
  }

  private disconnected(reason: DisconnectReason | undefined): void {
    // Our own loop, a deliberate leave, or a page that is going away.
    if (this.looping || this.disposed || this.state.connection === 'closed') return;
    const closed = closedBy(reason);
    if (closed) {
      this.close(closed);
      return;
    }
    if (reason === DisconnectReason.CLIENT_INITIATED) return;
    this.set({ connection: 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
    void this.run(false);
  }

  private readonly readSoon = () => {
    this.readTimer ??= setTimeout(() => this.readNow(), readSoonMs);
  };

  private readNow(): void {
    clearTimeout(this.readTimer);
    this.readTimer = undefined;
    if (this.disposed || this.state.connection === 'closed') return;
    this.local.reconcile();
    const participants = readParticipants(this.room, this.state.participants);
    if (participants !== this.state.participants) this.set({ participants });
  }

  private set(change: Partial<MediaState>): void {
    if (this.disposed) return;
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

const watched = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
] as const;
