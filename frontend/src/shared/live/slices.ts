import * as v from 'valibot';
import type { OuterFrame } from './frames';

/** What a feature keeps of the live state, under its noun. */
export interface Slice {
  /** The feature's part of a welcome: it replaces all that was held. Undefined where the server has no such part. */
  snapshot(state: unknown): void;
  /** Every frame whose type begins with the noun: events (with an offset, once and in order) and volatile ones. */
  event(frame: OuterFrame): void;
  /** The visit is over: timers end, and what was assumed is forgotten. */
  reset?(): void;
}

type EventSchema = v.VariantSchema<'type', v.VariantOptions<'type'>, undefined>;

interface Decoding<State extends v.GenericSchema, Events extends EventSchema> {
  state: State;
  events: Events;
  onSnapshot(state: v.InferOutput<State>): void;
  onEvent(event: v.InferOutput<Events>): void;
  reset?(): void;
}

function complain(...what: unknown[]): void {
  if (import.meta.env.DEV) console.warn('session socket:', ...what);
}

/** A slice that gets decoded values only. Events of a newer server are ignored, loudly in development. */
export function decodedSlice<State extends v.GenericSchema, Events extends EventSchema>({ state, events, onSnapshot, onEvent, reset }: Decoding<State, Events>): Slice {
  return {
    snapshot(value) {
      const parsed = v.safeParse(state, value);
      if (parsed.success) onSnapshot(parsed.output);
      else complain('state ignored', v.flatten(parsed.issues));
    },
    event(frame) {
      const parsed = v.safeParse(events, frame);
      if (parsed.success) onEvent(parsed.output);
      else complain('event ignored', frame.type, v.flatten(parsed.issues));
    },
    reset,
  };
}

/** The features' slices by noun. One that fails doesn't take the others with it. */
export class Slices {
  private readonly slices = new Map<string, Slice>();

  add(name: string, slice: Slice): () => void {
    if (this.slices.has(name)) throw new Error(`there is a slice ${name} already`);
    this.slices.set(name, slice);
    return () => {
      if (this.slices.get(name) === slice) this.slices.delete(name);
    };
  }

  snapshot(state: Readonly<Record<string, unknown>>): void {
    for (const [name, slice] of this.slices) guard(name, () => slice.snapshot(state[name]));
  }

  event(frame: OuterFrame): void {
    const name = frame.type.slice(0, Math.max(0, frame.type.indexOf('.')));
    const slice = this.slices.get(name);
    if (slice) guard(name, () => slice.event(frame));
    else complain('frame ignored', frame.type);
  }

  reset(): void {
    for (const [name, slice] of this.slices) guard(name, () => slice.reset?.());
  }
}

function guard(name: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    console.error('session socket: slice failed', name, error);
  }
}
