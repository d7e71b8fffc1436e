import type { EndReason, Role, Session } from '../api/types';
import { codeOf } from '../api/apiError';
import { assertNever } from '../assertNever';
import { Emitter } from '../emitter';
import { backoffMs } from './backoff';
import { stopReason, type StopReason } from './closeCodes';
import { decodeFrame, type ClientFrame, type LivePerson, type ServerFrame } from './frames';

export interface LiveState {
  status: 'idle' | 'connecting' | 'open' | 'reconnecting' | 'stopped';
  /** Why it stopped; null while it runs and after a deliberate leave. */
  stopped: StopReason | null;
  endReason: EndReason | null;
  /** When the connection was lost, by this computer's clock; null while connected. */
  lostAt: number | null;
  session: Session | null;
  you: { userId: string; role: Role; connectionId: string } | null;
  people: readonly LivePerson[];
  media: 'up' | 'down';
  /** Server clock minus this computer's clock. */
  clockOffsetMs: number;
}

export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface SocketDeps {
  /** The complete address; `fresh` asks for a newly minted one. Rejections with a final code stop the socket. */
  url(fresh: boolean): Promise<string>;
  open?(url: string): SocketLike;
  now?(): number;
  random?(): number;
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

const silentBeats = 4;
const openTimeoutMs = 10_000;

/**
 * The live side of one session: presence, the end, the state of the media plane.
 * Framework-free; one instance per class page. `start` may be called again after
 * `suspend`; after `leave` or `dispose` the instance is finished.
 */
export class SessionSocket {
  private state = initial;
  private readonly emitter = new Emitter();
  private socket: SocketLike | null = null;
  private attempt = 0;
  private fresh = false;
  private renewedAfterExpiry = false;
  private generation = 0;
  private beatMs = 2_000;
  private lastHeard = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private beatTimer: ReturnType<typeof setInterval> | undefined;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly open: (url: string) => SocketLike;
  private readonly now: () => number;
  private readonly random: () => number;
  private readonly deps: SocketDeps;

  constructor(deps: SocketDeps) {
    this.deps = deps;
    this.open = deps.open ?? ((url) => new WebSocket(url));
    this.now = deps.now ?? Date.now;
    this.random = deps.random ?? Math.random;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): LiveState => this.state;

  start(): void {
    if (this.state.status !== 'idle') return;
    this.set({ status: 'connecting' });
    void this.connect();
  }

  /** Tries again now instead of waiting for the backoff. */
  retryNow(): void {
    if (this.state.status !== 'reconnecting') return;
    clearTimeout(this.retryTimer);
    this.drop();
    void this.connect();
  }

  /** A deliberate leave: presence ends at this moment and not when a time-out fires. */
  leave(): void {
    this.send({ type: 'leave' });
    this.dispose();
    this.set({ status: 'stopped' });
  }

  /**
   * The page goes away (or into the back-forward cache); `start` brings it back.
   * Without `goodbye` the person is still in class, in another tab.
   */
  suspend(goodbye = true): void {
    if (this.state.status === 'stopped') return;
    if (goodbye) this.send({ type: 'leave' });
    this.dispose();
    this.set({ status: 'idle' });
  }

  dispose(): void {
    clearTimeout(this.retryTimer);
    this.drop();
  }

  private async connect(): Promise<void> {
    const generation = ++this.generation;
    let url: string;
    try {
      url = await this.deps.url(this.fresh);
    } catch (error) {
      if (generation === this.generation) this.refused(error);
      return;
    }
    if (generation !== this.generation) return;
    const socket = this.open(url);
    this.socket = socket;
    // A proxy may swallow the upgrade; the browser itself waits for minutes.
    this.openTimer = setTimeout(() => this.lost(generation), openTimeoutMs);
    socket.onmessage = (event) => {
      if (generation === this.generation) this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (generation === this.generation) this.closed(event.code);
    };
  }

  private refused(error: unknown): void {
    const code = codeOf(error);
    if (code === 'session_ended') this.stop('ended');
    else if (code === 'unauthorized') this.stop('expired');
    else if (code === 'forbidden') this.stop('removed');
    else if (code === 'not_found') this.stop('refused');
    else this.retryLater();
  }

  private receive(data: unknown): void {
    this.lastHeard = this.now();
    const decoded = decodeFrame(data);
    if (decoded.kind === 'frame') this.apply(decoded.frame);
    else if (import.meta.env.DEV) console.warn('session socket: frame ignored', decoded);
  }

  private apply(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame);
        return;
      case 'person.joined':
        this.set({ people: [...this.state.people.filter((p) => p.userId !== frame.person.userId), frame.person] });
        return;
      case 'person.left':
        this.set({ people: this.state.people.filter((p) => p.userId !== frame.userId) });
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
        return;
      default:
        assertNever(frame);
    }
  }

  private welcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    clearTimeout(this.openTimer);
    this.attempt = 0;
    this.fresh = false;
    this.renewedAfterExpiry = false;
    this.beatMs = Math.max(0.5, frame.beatSeconds) * 1_000;
    this.set({
      status: 'open',
      lostAt: null,
      session: frame.session,
      you: frame.you,
      people: frame.people,
      media: frame.media,
      clockOffsetMs: Date.parse(frame.serverTime) - this.now(),
    });
    this.startBeats();
    if (frame.session.state === 'ended') {
      this.set({ endReason: frame.session.endReason });
      this.stop('ended');
    }
  }

  private startBeats(): void {
    clearInterval(this.beatTimer);
    const generation = this.generation;
    this.send({ type: 'beat' });
    this.beatTimer = setInterval(() => {
      if (this.now() - this.lastHeard > this.beatMs * silentBeats) this.lost(generation);
      else this.send({ type: 'beat' });
    }, this.beatMs);
  }

  /** Nothing was heard for too long: the connection is dead although nobody said so. */
  private lost(generation: number): void {
    if (generation !== this.generation) return;
    this.closed(1006);
  }

  private closed(code: number): void {
    const welcomed = this.state.status === 'open';
    this.drop();
    const reason = stopReason(code);
    if (reason === 'expired' && !this.renewedAfterExpiry) {
      this.renewedAfterExpiry = true;
      this.fresh = true;
      this.retryLater();
      return;
    }
    if (reason) {
      this.stop(reason);
      return;
    }
    // A browser doesn't tell why an upgrade was refused; a fresh address covers an old token.
    if (!welcomed) this.fresh = true;
    this.retryLater();
  }

  private retryLater(): void {
    this.set({ status: 'reconnecting', lostAt: this.state.lostAt ?? this.now() });
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), backoffMs(this.attempt, this.random));
    this.attempt += 1;
  }

  private stop(reason: StopReason): void {
    this.dispose();
    this.set({ status: 'stopped', stopped: reason, lostAt: null });
  }

  /** Lets go of the current socket; its late events are ignored. */
  private drop(): void {
    this.generation += 1;
    clearInterval(this.beatTimer);
    clearTimeout(this.openTimer);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    try {
      socket.close(1000);
    } catch {
      // Already closing.
    }
  }

  private send(frame: ClientFrame): void {
    if (this.state.status !== 'open') return;
    try {
      this.socket?.send(JSON.stringify(frame));
    } catch {
      // Closing: onclose follows.
    }
  }

  private set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
