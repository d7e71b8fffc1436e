import type { Slice } from '@/shared/live/slices';
import { Emitter } from '@/shared/emitter';
import type { OuterFrame } from '@/shared/live/frames';
import type { BreakoutModel, BreakoutSession } from './breakoutModel';

const againMs = 3_000;

type Load = () => Promise<{ BreakoutModel: new (session: BreakoutSession, serverNow: () => number) => BreakoutModel }>;

/**
 * Holds the breakouts' part of the stream until what reads it has been fetched: few classes have breakouts. Null until
 * there is one, or somebody asks for the model.
 */
export class Breakouts {
  private model: BreakoutModel | null = null;
  private loading: Promise<BreakoutModel> | null = null;
  private state: unknown = undefined;
  private frames: OuterFrame[] = [];
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly emitter = new Emitter();
  private readonly session: BreakoutSession;
  private readonly serverNow: () => number;
  private readonly fetch: Load;

  constructor(session: BreakoutSession, serverNow: () => number, fetch: Load = () => import('./breakoutModel')) {
    this.session = session;
    this.serverNow = serverNow;
    this.fetch = fetch;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): BreakoutModel | null => this.model;

  readonly slice: Slice = {
    snapshot: (state) => {
      if (this.model) {
        this.model.slice.snapshot(state);
        return;
      }
      this.state = state;
      this.frames = [];
      if (hasSome(state)) this.wake();
    },
    event: (frame) => {
      if (this.model) {
        this.model.slice.event(frame);
        return;
      }
      this.frames.push(frame);
      this.wake();
    },
    reset: () => {
      clearTimeout(this.again);
      this.model?.slice.reset?.();
    },
  };

  /** Fetches the model, with all that has come by then; each call after a failure tries again. */
  load(): Promise<BreakoutModel> {
    this.loading ??= this.fetch()
      .then(({ BreakoutModel }) => {
        const model = new BreakoutModel(this.session, this.serverNow);
        if (this.state !== undefined) model.slice.snapshot(this.state);
        for (const frame of this.frames) model.slice.event(frame);
        this.frames = [];
        this.model = model;
        this.emitter.emit();
        return model;
      })
      .catch((error: unknown) => {
        this.loading = null;
        throw error;
      });
    return this.loading;
  }

  private wake(): void {
    this.load().catch(() => {
      clearTimeout(this.again);
      this.again = setTimeout(() => this.wake(), againMs);
    });
  }
}

function hasSome(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'breakouts' in state && Array.isArray(state.breakouts) && state.breakouts.length > 0;
}
