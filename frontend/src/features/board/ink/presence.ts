import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { Emitter } from '@/shared/emitter';

export interface Pointer {
  x: number;
  y: number;
  tool: 'pointer' | 'laser';
  button: 'up' | 'down';
}

/** Somebody else whose pointer is on the page. */
export interface Peer {
  client: number;
  name: string;
  color: string;
  pointer: Pointer;
}

const far = 1e6;
const place = v.pipe(v.number(), v.finite(), v.minValue(-far), v.maxValue(far));
const pointerSchema = v.object({ x: place, y: place, tool: v.picklist(['pointer', 'laser']), button: v.picklist(['up', 'down']) });
/** Who somebody is, as the server says it: it doesn't take a name from anybody's page. */
const stateSchema = v.object({ user: v.object({ name: v.string(), color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)) }), pointer: pointerSchema });

/** Pointers are told 25 times a second. */
const everyMs = 40;
/** A pointer that rests for so long is gone for the others. */
const restMs = 30_000;
/** No more are shown: they would hide what is drawn. */
const peersMost = 30;

type Shared = Pick<Awareness, 'clientID' | 'getStates' | 'setLocalStateField' | 'on' | 'off'>;

/** Tells the others where this person's pointer is, and knows where theirs are. */
export class Presence {
  private readonly awareness: Shared;
  private readonly emitter = new Emitter();
  private readonly now: () => number;
  private peers: readonly Peer[] = [];
  private told: Pointer | null = null;
  private waiting: Pointer | null = null;
  private toldAt = Number.NEGATIVE_INFINITY;
  private sending: ReturnType<typeof setTimeout> | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private reading: ReturnType<typeof setTimeout> | undefined;

  constructor(awareness: Shared, now: () => number = () => performance.now()) {
    this.awareness = awareness;
    this.now = now;
  }

  /** Listens until it is disposed. */
  start(): void {
    this.awareness.on('change', this.heard);
    this.read();
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly Peer[] => this.peers;

  /** The pointer is there now. While something is drawn nothing is told: what is drawn tells it. */
  moved({ x, y, tool, button }: Pointer): void {
    if (tool === 'pointer' && button === 'down') {
      this.forget();
      return;
    }
    this.waiting = { x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10, tool, button };
    if (same(this.waiting, this.told)) this.waiting = null;
    else if (this.told && this.told.button !== button) this.tell();
    else this.sending ??= setTimeout(() => this.tell(), Math.max(0, this.toldAt + everyMs - this.now()));
  }

  /** The pointer has left the canvas. */
  left(): void {
    this.forget();
    if (this.told) this.put(null);
  }

  dispose(): void {
    this.left();
    clearTimeout(this.reading);
    this.reading = undefined;
    this.awareness.off('change', this.heard);
  }

  private tell(): void {
    const { waiting } = this;
    this.forget();
    if (waiting) this.put(waiting);
    this.resting = setTimeout(() => this.left(), restMs);
  }

  private put(pointer: Pointer | null): void {
    this.told = pointer;
    this.toldAt = this.now();
    this.awareness.setLocalStateField('pointer', pointer);
  }

  private forget(): void {
    this.waiting = null;
    clearTimeout(this.sending);
    clearTimeout(this.resting);
    this.sending = undefined;
  }

  private readonly heard = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }): void => {
    if (![...added, ...updated, ...removed].some((client) => client !== this.awareness.clientID)) return;
    this.reading ??= setTimeout(() => {
      this.reading = undefined;
      this.read();
    }, everyMs);
  };

  private read(): void {
    const peers: Peer[] = [];
    for (const [client, state] of this.awareness.getStates()) {
      if (client === this.awareness.clientID || peers.length === peersMost) continue;
      const parsed = v.safeParse(stateSchema, state);
      if (parsed.success) peers.push({ client, ...parsed.output.user, pointer: parsed.output.pointer });
    }
    if (peers.length === 0 && this.peers.length === 0) return;
    this.peers = peers;
    this.emitter.emit();
  }
}

function same(a: Pointer, b: Pointer | null): boolean {
  return b !== null && a.x === b.x && a.y === b.y && a.tool === b.tool && a.button === b.button;
}
