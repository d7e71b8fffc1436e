import { codeOf } from '../api/apiError';
import { backoffMs } from './backoff';
import { stopReason, type StopReason } from './closeCodes';

export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface ConnectionDeps {
  /** The complete address; `fresh` asks for a newly minted one. Rejections with a final code stop the connection. */
  url(fresh: boolean): Promise<string>;
  open(url: string): SocketLike;
  now(): number;
  random(): number;
  receive(data: unknown): void;
  /** The connection is gone and will be tried again. */
  lost(): void;
  stopped(reason: StopReason): void;
}

const silentBeats = 4;
const openTimeoutMs = 10_000;
const beatText = '{"type":"beat"}';

/**
 * One socket at a time to one address, with beats, time-outs and a jittered way
 * back. It is open once the owner calls `welcomed`; it knows no other frame.
 */
export class Connection {
  private socket: SocketLike | null = null;
  private open = false;
  private attempt = 0;
  private fresh = false;
  private renewedAfterExpiry = false;
  private generation = 0;
  private beatMs = 2_000;
  private lastHeard = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private beatTimer: ReturnType<typeof setInterval> | undefined;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly deps: ConnectionDeps;

  constructor(deps: ConnectionDeps) {
    this.deps = deps;
  }

  /** Connects now, in place of whatever there is or was planned. */
  connect(): void {
    this.close();
    void this.dial(this.generation);
  }

  /** The server let this connection in. May be called again: a welcome can come at any time. */
  welcomed(beatSeconds: number): void {
    clearTimeout(this.openTimer);
    this.open = true;
    this.attempt = 0;
    this.fresh = false;
    this.renewedAfterExpiry = false;
    this.beatMs = Math.max(0.5, beatSeconds) * 1_000;
    clearInterval(this.beatTimer);
    const generation = this.generation;
    this.send(beatText);
    this.beatTimer = setInterval(() => {
      if (this.deps.now() - this.lastHeard > this.beatMs * silentBeats) this.lost(generation);
      else this.send(beatText);
    }, this.beatMs);
  }

  /** False where nobody has let this connection in, or it is closing. */
  send(text: string): boolean {
    if (!this.open || !this.socket) return false;
    try {
      this.socket.send(text);
      return true;
    } catch {
      // Closing: onclose follows.
      return false;
    }
  }

  /** Lets go of the socket and of every plan; late events are ignored. */
  close(): void {
    this.generation += 1;
    this.open = false;
    clearTimeout(this.retryTimer);
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

  private async dial(generation: number): Promise<void> {
    let url: string;
    try {
      url = await this.deps.url(this.fresh);
    } catch (error) {
      if (generation === this.generation) this.unaddressed(error);
      return;
    }
    if (generation !== this.generation) return;
    const socket = this.deps.open(url);
    this.socket = socket;
    // A proxy may swallow the upgrade; the browser itself waits for minutes.
    this.openTimer = setTimeout(() => this.lost(generation), openTimeoutMs);
    socket.onmessage = (event) => {
      if (generation !== this.generation) return;
      this.lastHeard = this.deps.now();
      this.deps.receive(event.data);
    };
    socket.onclose = (event) => {
      if (generation === this.generation) this.closed(event.code);
    };
  }

  private unaddressed(error: unknown): void {
    const code = codeOf(error);
    if (code === 'session_ended') this.stop('ended');
    else if (code === 'unauthorized') this.stop('expired');
    else if (code === 'forbidden') this.stop('removed');
    else if (code === 'not_found') this.stop('refused');
    else this.retryLater();
  }

  /** Nothing was heard for too long: the connection is dead although nobody said so. */
  private lost(generation: number): void {
    if (generation === this.generation) this.closed(1006);
  }

  private closed(code: number): void {
    const welcomed = this.open;
    this.close();
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
    this.deps.lost();
    this.retryTimer = setTimeout(() => void this.dial(this.generation), backoffMs(this.attempt, this.deps.random));
    this.attempt += 1;
  }

  private stop(reason: StopReason): void {
    this.close();
    this.deps.stopped(reason);
  }
}
