import type { EndReason, Role, Session } from '../api/types';
import { assertNever } from '../assertNever';
import { Emitter } from '../emitter';
import type { StopReason } from './closeCodes';
import { CommandError } from './commandError';
import { Connection, type SocketLike } from './connection';
import { deviceKind } from './device';
import { decodeFrame, type DeviceKind, type LivePerson, type ServerFrame, type Ticket, type Welcome } from './frames';
import { Outbox, type CommandOptions, type PendingCommand } from './outbox';
import { Slices, type Slice } from './slices';

export interface LiveState {
  status: 'idle' | 'connecting' | 'open' | 'reconnecting' | 'stopped';
  /** Why it stopped; null while it runs and after a deliberate leave. */
  stopped: StopReason | null;
  endReason: EndReason | null;
  /** When the connection was lost, by this computer's clock; null while connected. */
  lostAt: number | null;
  session: Session | null;
  /** The role is that of now, which a teacher may have changed in class. */
  you: { userId: string; role: Role; connectionId: string } | null;
  people: readonly LivePerson[];
  media: 'up' | 'down';
  /** Server clock minus this computer's clock. */
  clockOffsetMs: number;
}

export interface SocketDeps {
  /** The complete address; `fresh` asks for a newly minted one. Rejections with a final code stop the socket. */
  url(fresh: boolean): Promise<string>;
  open?(url: string): SocketLike;
  now?(): number;
  random?(): number;
  newId?(): string;
  device?: DeviceKind;
}

const initial: LiveState = {
  status: 'idle',
  stopped: null,
  endReason: null,
  lostAt: null,
  session: null,
  you: null,
  people: [],
  media: 'up',
  clockOffsetMs: 0,
};

/** How far this client has followed the stream of one epoch. */
interface Position {
  epoch: string;
  offset: number;
}

/**
 * The live side of one session: presence, the end, the state of the media plane,
 * commands, and the slices in which features keep the rest. Framework-free; one
 * instance per class page. `start` may be called again after `suspend`; after
 * `leave` or `dispose` the instance is finished.
 */
export class SessionSocket {
  private state = initial;
  private position: Position | null = null;
  private away = false;
  private readonly movers = new Set<(ticket: Ticket) => void>();
  private readonly emitter = new Emitter();
  private readonly connection: Connection;
  private readonly outbox: Outbox;
  private readonly slices = new Slices();
  private readonly now: () => number;

  /** The commands that have no answer yet. */
  readonly pending: { subscribe(listener: () => void): () => void; getSnapshot(): readonly PendingCommand[] };

  constructor(deps: SocketDeps) {
    const { url, now = Date.now, random = Math.random, device = deviceKind() } = deps;
    this.now = now;
    this.connection = new Connection({
      url: async (fresh) => this.address(await url(fresh), device),
      open: deps.open ?? ((address) => new WebSocket(address)),
      now,
      random,
      receive: (data) => this.receive(data),
      lost: () => this.lost(),
      stopped: (reason) => this.stop(reason),
    });
    this.outbox = new Outbox({ send: (text) => this.connection.send(text), newId: deps.newId ?? (() => crypto.randomUUID()), now, random });
    this.pending = this.outbox;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): LiveState => this.state;

  start(): void {
    if (this.state.status !== 'idle') return;
    this.set({ status: 'connecting' });
    this.connection.connect();
  }

  /** Tries again now instead of waiting for the backoff. */
  retryNow(): void {
    if (this.state.status === 'reconnecting') this.connection.connect();
  }

  /**
   * Asks the server to do something. Resolves with the result of its answer, after
   * every event up to it was taken in; rejects with a CommandError. While there is
   * no connection it waits and goes out after the next welcome.
   */
  command(type: string, body: object = {}, options: CommandOptions = {}): Promise<unknown> {
    const { status } = this.state;
    if (status === 'idle' || status === 'stopped') return Promise.reject(new CommandError('left', 'session_ended'));
    return this.outbox.add(type, body, options);
  }

  /** A feature's part of the live state; register it before `start`. */
  slice(name: string, slice: Slice): () => void {
    const remove = this.slices.add(name, slice);
    // Whoever comes late has missed the welcome; only a new one can tell.
    if (this.position) this.askAnew();
    return remove;
  }

  /** Tells of tickets to another media room. They come once, and are kept nowhere. */
  readonly onTicket = (listener: (ticket: Ticket) => void): (() => void) => {
    this.movers.add(listener);
    return () => {
      this.movers.delete(listener);
    };
  };

  /** Whether the page has been out of sight for a while; of this connection alone. */
  setAway(away: boolean): void {
    if (away === this.away) return;
    this.away = away;
    if (this.state.status === 'open') this.sayAway();
  }

  /** A deliberate leave: presence ends at this moment and not when a time-out fires. */
  leave(): void {
    this.connection.send('{"type":"leave"}');
    this.dispose();
    this.set({ status: 'stopped' });
  }

  /**
   * The page goes away (or into the back-forward cache); `start` brings it back.
   * Without `goodbye` the person is still in class, in another tab.
   */
  suspend(goodbye = true): void {
    if (this.state.status === 'stopped') return;
    if (goodbye) this.connection.send('{"type":"leave"}');
    this.dispose();
    this.set({ status: 'idle' });
  }

  dispose(): void {
    this.finish(new CommandError('left', 'session_ended'));
  }

  private address(url: string, device: DeviceKind): string {
    const query = new URLSearchParams(this.position ? { epoch: this.position.epoch, offset: String(this.position.offset), device } : { device });
    return `${url}${url.includes('?') ? '&' : '?'}${query.toString()}`;
  }

  private receive(data: unknown): void {
    const decoded = decodeFrame(data);
    switch (decoded.kind) {
      case 'core':
        if (decoded.frame.type === 'welcome' || decoded.frame.type === 'ack' || decoded.frame.type === 'beat' || this.isNew(decoded.offset)) this.apply(decoded.frame);
        return;
      case 'other':
        if (this.isNew(decoded.frame.offset)) this.slices.event(decoded.frame);
        return;
      case 'broken':
        if (import.meta.env.DEV) console.warn('session socket: frame can not be read', decoded.type);
        return;
      default:
        assertNever(decoded);
    }
  }

  /** Moves on to the frame's offset; false for an event that was here before. Frames without offset are volatile. */
  private isNew(offset: number | undefined): boolean {
    if (offset === undefined || !this.position) return true;
    if (offset <= this.position.offset) return false;
    this.position.offset = offset;
    return true;
  }

  private apply(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame);
        return;
      case 'person.joined':
        this.set({ people: [...this.state.people.filter((p) => p.userId !== frame.person.userId), frame.person] });
        return;
      case 'person.changed':
        this.set({ people: this.state.people.map((p) => (p.userId === frame.person.userId ? frame.person : p)) });
        return;
      case 'person.left':
        this.set({ people: this.state.people.filter((p) => p.userId !== frame.userId) });
        return;
      case 'person.moved':
        this.set({ people: this.state.people.map((p) => withRoom(p, frame.rooms[p.userId])) });
        return;
      case 'media.ticket':
        for (const listener of [...this.movers]) listener(frame);
        return;
      case 'session.ended':
        this.set({ endReason: frame.reason });
        this.stop('ended');
        return;
      case 'media.state':
        this.set({ media: frame.state });
        return;
      case 'removed':
        this.stop('removed');
        return;
      case 'beat':
        this.isNew(frame.offset);
        return;
      case 'ack':
        // Everything up to it has come before it.
        this.isNew(frame.offset);
        this.outbox.acked(frame.id, frame.result);
        return;
      case 'refused':
        this.outbox.refused(frame);
        return;
      default:
        assertNever(frame);
    }
  }

  private welcome(frame: Welcome): void {
    const again = this.state.status === 'open';
    if (frame.resumed && this.position?.epoch !== frame.epoch) {
      // It would go on from a place where this client isn't.
      this.askAnew();
      return;
    }
    this.connection.welcomed(frame.beatSeconds);
    // Resumed: the missed events follow, and each moves the position by itself.
    if (!frame.resumed) this.position = { epoch: frame.epoch, offset: frame.offset };
    this.set({
      status: 'open',
      lostAt: null,
      session: frame.session,
      you: frame.you,
      people: frame.resumed ? this.state.people : (frame.people ?? []),
      media: frame.media,
      clockOffsetMs: Date.parse(frame.serverTime) - this.now(),
    });
    if (!frame.resumed) this.slices.snapshot(frame.state ?? {});
    if (frame.session.state === 'ended') {
      this.set({ endReason: frame.session.endReason });
      this.stop('ended');
      return;
    }
    if (again) return;
    this.outbox.opened();
    if (this.away) this.sayAway();
  }

  private sayAway(): void {
    // The next welcome says it again where this one was lost.
    this.outbox.add('person.away', { away: this.away }, { fleeting: true }).catch(() => undefined);
  }

  /** Gives up the position and comes back for the whole state. */
  private askAnew(): void {
    this.position = null;
    this.lost();
    this.connection.connect();
  }

  private lost(): void {
    this.set({ status: 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
    this.outbox.closed();
  }

  private stop(reason: StopReason): void {
    this.finish(new CommandError('left', reason === 'expired' ? 'unauthorized' : reason === 'ended' ? 'session_ended' : 'forbidden'));
    this.set({ status: 'stopped', stopped: reason, lostAt: null });
  }

  private finish(error: CommandError): void {
    this.connection.close();
    this.position = null;
    this.outbox.rejectAll(error);
    this.slices.reset();
  }

  private set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

function withRoom(person: LivePerson, room: string | undefined): LivePerson {
  return room === undefined || room === person.room ? person : { ...person, room };
}
