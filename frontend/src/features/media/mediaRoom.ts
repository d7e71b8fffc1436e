import { ConnectionState, DisconnectReason, LogLevel, Room, RoomEvent, setLogLevel, VideoPresets } from 'livekit-client';
import type { JoinSource } from '@/shared/api/joinSource';
import { ApiError } from '@/shared/api/apiError';
import { Emitter } from '@/shared/emitter';
import { backoffMs } from '@/shared/live/backoff';
import type { Ticket } from '@/shared/live/frames';
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
  /** Whose room it is: "main", or a group; "" before there is one. */
  room: string;
  participants: readonly Participant[];
  local: LocalState;
}

export type Joins = Pick<JoinSource, 'get' | 'forget' | 'main'>;

export interface MediaRoomDeps {
  joins: Joins;
  allowed: Allowed;
  prefs: MediaPrefs;
  create?(): Room;
  now?(): number;
  random?(): number;
}

const readSoonMs = 30;
/** How long a ticket may take to follow a move before one is asked for. */
const ticketMs = 2_000;
/** How often a group's room is tried before the main room has to do meanwhile. */
const tries = 3;
const dropMs = 1_000;
/** How old a token may be: that with which the page was opened, and another part's of this moment. */
const firstJoinedAgoMs = 15_000;
const joinedAgoMs = 2_000;

type Way = Pick<Ticket, 'url' | 'token' | 'room'>;

/** The server names a group's room after the session and the group. */
const roomOf = (name: string): string => (name === '' ? '' : name.includes('.') ? name.slice(name.indexOf('.') + 1) : 'main');
const isOff = ({ state }: Room) => state === ConnectionState.Disconnected;

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
 * library resumes, then we connect anew with a fresh token), follows the person
 * into other rooms, and says why it closed where coming back is not allowed. One
 * instance per class page.
 *
 * One loop at a time connects. On a move it makes a second connection while the
 * first goes on, and lets go of that when the other is there.
 */
export class MediaRoom {
  readonly local: LocalMedia;
  private state: MediaState;
  private readonly emitter = new Emitter();
  /** The room that is shown; its LiveKit name, once it was entered. */
  private room: Room;
  private name = '';
  /** The second connection, and the name of the room that is being connected to. */
  private next: Room | null = null;
  private going = '';
  /** The room that was tried last. */
  private target = '';
  /** Where the class says that the person is. */
  private wanted = '';
  private readonly deps: MediaRoomDeps;
  private readonly create: () => Room;
  private readonly now: () => number;
  /** Grows with each loop, so that an outdated one stops by itself. */
  private loop = 0;
  private looping = false;
  private disposed = false;
  private wake: () => void = () => undefined;
  private waitTimer: ReturnType<typeof setTimeout> | undefined;
  private moveTimer: ReturnType<typeof setTimeout> | undefined;
  private readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: MediaRoomDeps) {
    this.deps = deps;
    this.now = deps.now ?? Date.now;
    this.create = deps.create ?? createRoom;
    this.room = this.make();
    this.local = new LocalMedia(this.room, deps.allowed, deps.prefs, () => this.set({ local: this.local.state }));
    this.state = {
      connection: 'connecting',
      closed: null,
      lostAt: null,
      soundBlocked: false,
      room: '',
      participants: [],
      local: this.local.state,
    };
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): MediaState => this.state;

  connect(): void {
    void this.run(firstJoinedAgoMs);
  }

  /** Where the class says that the person is: "main" or a group. A ticket follows a move; without one it is asked for. */
  shouldBe(room: string): void {
    if (room === this.wanted || this.over) return;
    // The first is where one came in, and no move.
    if (this.wanted !== '') this.deps.joins.forget();
    this.wanted = room;
    clearTimeout(this.moveTimer);
    if (roomOf(this.going || this.name) === room) return;
    this.moveTimer = setTimeout(() => {
      if (roomOf(this.going || this.name) !== room) void this.run(0);
    }, ticketMs);
  }

  /** The way into the room of where the person is now. */
  follow(ticket: Ticket): void {
    if (this.over) return;
    clearTimeout(this.moveTimer);
    this.deps.joins.forget();
    if (ticket.room === this.going) return;
    this.moveTimer = setTimeout(() => void this.run(0, ticket), ticket.waitMs);
  }

  /** "Rejoin now": drops what is left of the connection and starts anew at once. */
  async rejoin(): Promise<void> {
    this.stop();
    this.looping = true;
    await this.room.disconnect();
    if (!this.disposed) await this.run(joinedAgoMs);
  }

  /** "Use this tab instead": the other tab gets the duplicate page. */
  async takeOver(): Promise<void> {
    this.set({ closed: null, connection: 'connecting' });
    await this.run(firstJoinedAgoMs);
  }

  async startSound(): Promise<void> {
    await this.room.startAudio().catch(() => undefined);
    this.set({ soundBlocked: !this.room.canPlaybackAudio });
  }

  /** A deliberate end: own leave, or the session socket said that it is over. */
  close(reason: Closed): void {
    if (this.state.connection === 'closed') return;
    this.stop();
    this.local.end();
    this.set({ connection: 'closed', closed: reason, lostAt: null, participants: [] });
    void this.room.disconnect();
  }

  dispose(): void {
    if (this.disposed) return;
    this.stop();
    this.disposed = true;
    clearTimeout(this.readTimer);
    this.local.dispose();
    void this.room.disconnect();
  }

  private get over(): boolean {
    return this.disposed || this.state.connection === 'closed';
  }

  /** Ends the loop of now, and the connection that it is making beside the one that is there. */
  private stop(): void {
    this.loop += 1;
    this.looping = false;
    this.going = '';
    clearTimeout(this.waitTimer);
    clearTimeout(this.moveTimer);
    const { next } = this;
    this.next = null;
    void next?.disconnect();
  }

  /** Until the room of where the person is now is entered. Others' tokens serve if they are no older than maxAgeMs. */
  private async run(maxAgeMs: number, ticket: Way | null = null): Promise<void> {
    this.stop();
    const { loop } = this;
    this.looping = true;
    for (let attempt = 0; loop === this.loop; attempt += 1) {
      try {
        const way = attempt === 0 && ticket ? ticket : (await this.deps.joins.get(attempt === 0 ? maxAgeMs : Math.min(maxAgeMs, joinedAgoMs))).livekit;
        if (loop !== this.loop) return;
        this.target = way.room;
        if (await this.enter(way, loop)) return;
      } catch (error) {
        if (loop !== this.loop) return;
        const closed = error instanceof ApiError ? closedByJoin(error) : null;
        if (closed) {
          this.close(closed);
          return;
        }
        if (isOff(this.room)) await this.makeDo(attempt, loop);
        if (loop !== this.loop) return;
      }
      const away = !isOff(this.room) && attempt >= tries;
      await this.wait(away ? backoffMs(attempt - tries, this.deps.random ?? Math.random, 2_000, 30_000) : backoffMs(attempt, this.deps.random ?? Math.random, 500, 5_000));
    }
  }

  /** Connects to a room; true when it is the one that is shown, and the loop is over. */
  private async enter(way: Way, loop: number, meanwhile = false): Promise<boolean> {
    if (this.room.state === ConnectionState.Connecting) await this.room.disconnect();
    if (loop !== this.loop) return true;
    if (way.room === this.name && !isOff(this.room)) {
      if (!meanwhile) this.stop();
      return true;
    }
    this.going = way.room;
    const beside = isOff(this.room) ? null : this.make();
    this.next = beside;
    if (!beside) this.name = '';
    const next = beside ?? this.room;
    try {
      await next.connect(way.url, way.token, { maxRetries: 0 });
      if (beside) await this.local.settled();
    } catch (error) {
      if (loop === this.loop) this.going = '';
      throw error;
    }
    if (loop !== this.loop) return true;
    this.next = null;
    this.going = '';
    this.looping = meanwhile;
    this.name = way.room;
    await this.connected(next);
    return true;
  }

  /** There is no connection: says so, and where a group's room can't be had, the main room is better than nothing. */
  private async makeDo(attempt: number, loop: number): Promise<void> {
    if (attempt + 1 >= tries && roomOf(this.target) !== 'main') {
      const main = await this.deps.joins.main().catch(() => null);
      if (loop !== this.loop) return;
      if (main && (await this.enter(main.livekit, loop, true).catch(() => false))) return;
      if (loop !== this.loop) return;
    }
    this.set({ connection: this.state.lostAt === null && this.name === '' ? 'connecting' : 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.waitTimer = setTimeout(resolve, ms);
    });
  }

  private async connected(next: Room): Promise<void> {
    const old = this.room;
    this.room = next;
    const arrived = old === next ? null : this.local.move(next, () => drop(old));
    this.set({ connection: 'connected', lostAt: null, soundBlocked: !next.canPlaybackAudio, room: roomOf(this.name) });
    this.readNow();
    await (arrived ?? this.local.restore());
    this.readNow();
  }

  /** A room whose events count as long as it is the one that is shown. */
  private make(): Room {
    const room = this.create();
    const shown = (act: () => void) => () => {
      if (room === this.room) act();
    };
    const lost = () => {
      if (this.state.connection === 'connected') this.set({ connection: 'reconnecting', lostAt: this.now() });
    };
    const back = () => {
      this.set({ connection: 'connected', lostAt: null });
      this.readNow();
    };
    room
      .on(RoomEvent.SignalReconnecting, shown(lost))
      .on(
        RoomEvent.Reconnecting,
        shown(() => {
          lost();
          this.startAnew();
        }),
      )
      .on(RoomEvent.Reconnected, shown(back))
      .on(RoomEvent.Disconnected, (reason) => shown(() => this.disconnected(reason))())
      .on(
        RoomEvent.AudioPlaybackStatusChanged,
        shown(() => this.set({ soundBlocked: !room.canPlaybackAudio })),
      );
    for (const event of watched) room.on(event, shown(this.readSoon));
    return room;
  }

  /**
   * The media server has forgotten us. The library's own restart puts old
   * senders into new connections, after which others may never see us again;
   * leaving the room and joining it with a fresh token doesn't.
   */
  private startAnew(): void {
    if (this.over) return;
    if (this.looping) void this.room.disconnect();
    else void this.rejoin();
  }

  private disconnected(reason: DisconnectReason | undefined): void {
    if (this.over) return;
    const closed = closedBy(reason);
    if (closed) {
      this.close(closed);
      return;
    }
    if (this.looping) {
      // The loop that is running finds a way; it needn't wait for it any longer.
      if (this.state.connection === 'connected') this.set({ connection: 'reconnecting', lostAt: this.now() });
      this.wake();
      return;
    }
    // A page that is going away.
    if (reason === DisconnectReason.CLIENT_INITIATED) return;
    this.set({ connection: 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
    void this.run(joinedAgoMs);
  }

  private readonly readSoon = () => {
    this.readTimer ??= setTimeout(() => this.readNow(), readSoonMs);
  };

  private readNow(): void {
    clearTimeout(this.readTimer);
    this.readTimer = undefined;
    if (this.over) return;
    this.local.reconcile();
    const participants = readParticipants(this.room, this.state.participants, this.local.carried);
    if (participants !== this.state.participants) this.set({ participants });
  }

  private set(change: Partial<MediaState>): void {
    if (this.disposed) return;
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

/** Leaves a room without ending what goes on elsewhere; for a room that doesn't answer nobody waits. */
function drop(room: Room): Promise<void> {
  return Promise.race([room.disconnect(false), new Promise<void>((resolve) => setTimeout(resolve, dropMs))]);
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
