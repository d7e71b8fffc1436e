import { Emitter } from '../emitter';
import { backoffMs } from './backoff';
import { CommandError } from './commandError';
import type { Refusal } from './frames';
import { Pace } from './pace';

const mostWaiting = 100;
const mostTries = 8;
/** So many may be without an answer at once; a backlog follows the answers and doesn't flood the server. */
const mostSent = 16;
/** A little less than the server takes in one frame: a plan of groups names everybody of a course. */
const mostBytes = 120_000;

export interface CommandOptions {
  /** Worth something only now, like a reaction: never kept for later, rejected while there is no connection. */
  fleeting?: boolean;
}

/** A command that has no answer yet. */
export interface PendingCommand {
  readonly id: string;
  readonly type: string;
  readonly state: 'waiting' | 'sent';
}

interface Item extends PendingCommand {
  state: 'waiting' | 'sent';
  readonly text: string;
  readonly fleeting: boolean;
  tries: number;
  resolve(result: unknown): void;
  reject(error: CommandError): void;
}

/** Commands of one type that the server asked to slow down: one at a time, after a pause. */
interface Lane {
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface OutboxDeps {
  /** False where nothing can be sent now. */
  send(text: string): boolean;
  newId(): string;
  now(): number;
  random(): number;
}

/**
 * Commands on their way. What is not acknowledged is sent again, in order and
 * under the same id, after each welcome; the server does a known id only once.
 */
export class Outbox {
  private items: Item[] = [];
  private readonly lanes = new Map<string, Lane>();
  private open = false;
  private readonly pace: Pace;
  private paceTimer: ReturnType<typeof setTimeout> | undefined;
  private snapshot: readonly PendingCommand[] = [];
  private readonly emitter = new Emitter();
  private readonly deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.deps = deps;
    this.pace = new Pace(deps.now);
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly PendingCommand[] => this.snapshot;

  add(type: string, body: object, { fleeting = false }: CommandOptions = {}): Promise<unknown> {
    if (fleeting && !this.open) return Promise.reject(new CommandError('offline', 'offline'));
    if (this.items.length >= mostWaiting) return Promise.reject(new CommandError('full', 'rate_limited'));
    const id = this.deps.newId();
    const text = JSON.stringify({ ...body, type, id });
    // The server would close the connection over it, and over it again after each return.
    if (new TextEncoder().encode(text).length > mostBytes) return Promise.reject(new CommandError('refused', 'payload_too_large'));
    return new Promise((resolve, reject) => {
      this.items.push({ id, type, text, fleeting, state: 'waiting', tries: 0, resolve, reject });
      this.flush();
    });
  }

  /** The server welcomed this connection: what it never answered goes out again. */
  opened(): void {
    this.open = true;
    this.pace.reset();
    for (const item of this.items) item.state = 'waiting';
    for (const lane of this.lanes.values()) clearTimeout(lane.timer);
    this.lanes.clear();
    this.flush();
  }

  closed(): void {
    this.open = false;
    for (const item of this.items) item.state = 'waiting';
    const lost = this.items.filter((item) => item.fleeting);
    this.items = this.items.filter((item) => !item.fleeting);
    for (const item of lost) item.reject(new CommandError('offline', 'offline'));
    this.changed();
  }

  acked(id: string, result: unknown): void {
    const item = this.take(id);
    if (!item) return;
    item.resolve(result);
    this.flush();
  }

  refused({ id, code, message, retryAfterMs }: Refusal): void {
    const item = this.items.find((one) => one.id === id);
    if (!item) return;
    item.tries += 1;
    const passing = code === 'unavailable' || code === 'rate_limited';
    if (passing && !item.fleeting && item.tries < mostTries) {
      item.state = 'waiting';
      this.slow(item, retryAfterMs ?? 0);
      this.changed();
      return;
    }
    this.take(id);
    item.reject(new CommandError('refused', code, message, retryAfterMs ?? null));
    this.flush();
  }

  /** Nothing more will be sent from here. */
  rejectAll(error: CommandError): void {
    this.open = false;
    clearTimeout(this.paceTimer);
    for (const lane of this.lanes.values()) clearTimeout(lane.timer);
    this.lanes.clear();
    const items = this.items;
    this.items = [];
    this.changed();
    for (const item of items) item.reject(error);
  }

  private slow(item: Item, atLeastMs: number): void {
    const lane = this.lanes.get(item.type);
    if (lane?.timer !== undefined) return;
    const next: Lane = { timer: undefined };
    const pause = Math.max(atLeastMs, backoffMs(item.tries - 1, this.deps.random));
    next.timer = setTimeout(() => {
      next.timer = undefined;
      this.flush();
    }, pause);
    this.lanes.set(item.type, next);
  }

  private flush(): void {
    let sent = this.items.filter((item) => item.state === 'sent').length;
    for (const item of this.open ? this.items : []) {
      if (item.state === 'sent' || !this.mayGo(item.type)) continue;
      if (sent >= mostSent || this.waits() || !this.deps.send(item.text)) break;
      item.state = 'sent';
      sent += 1;
    }
    for (const type of [...this.lanes.keys()]) if (!this.items.some((item) => item.type === type)) this.lanes.delete(type);
    this.changed();
  }

  /** True where too many went out lately; the rest follows by itself. */
  private waits(): boolean {
    const ms = this.pace.take();
    if (ms === 0) return false;
    clearTimeout(this.paceTimer);
    this.paceTimer = setTimeout(() => this.flush(), ms);
    return true;
  }

  private mayGo(type: string): boolean {
    const lane = this.lanes.get(type);
    if (!lane) return true;
    return lane.timer === undefined && !this.items.some((item) => item.type === type && item.state === 'sent');
  }

  private take(id: string): Item | undefined {
    const item = this.items.find((one) => one.id === id);
    if (item) this.items = this.items.filter((one) => one !== item);
    return item;
  }

  private changed(): void {
    this.snapshot = this.items.map(({ id, type, state }) => ({ id, type, state }));
    this.emitter.emit();
  }
}
