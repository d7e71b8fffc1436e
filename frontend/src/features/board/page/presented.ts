import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { Emitter } from '@/shared/emitter';

const viewSchema = v.object({ x: v.number(), y: v.number(), w: v.pipe(v.number(), v.minValue(1)), h: v.pipe(v.number(), v.minValue(1)) });
const stateSchema = v.object({ user: v.object({ userId: v.string() }), view: viewSchema });

/** The part of a page that somebody sees. */
export type SeenView = v.InferOutput<typeof viewSchema>;

/** How often the own view is told while it moves. */
const everyMs = 80;

/** What the person who shows pages sees of one: told by their page, and followed by the others'. */
export class PresentedView {
  private readonly emitter = new Emitter();
  private readonly awareness: Awareness;
  private presenter: string | null = null;
  private seen: SeenView | null = null;
  private own: SeenView | null = null;
  private tells = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(awareness: Awareness) {
    this.awareness = awareness;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const off = this.emitter.subscribe(listener);
    this.awareness.on('change', this.look);
    return () => {
      off();
      this.awareness.off('change', this.look);
    };
  };
  readonly getSnapshot = (): SeenView | null => this.seen;

  /** Whose view is followed; nobody's where it is null. */
  follow(userId: string | null): void {
    this.presenter = userId;
    this.look();
  }

  /** Whether the own view is told to the others. */
  tell(on: boolean): void {
    if (on === this.tells) return;
    this.tells = on;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.awareness.setLocalStateField('view', on ? this.own : null);
  }

  /** The person sees another part of the page now. */
  moved(view: SeenView): void {
    this.own = view;
    if (!this.tells) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.tells) this.awareness.setLocalStateField('view', this.own);
    }, everyMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private readonly look = (): void => {
    const next = this.presenter === null ? null : this.find(this.presenter);
    if (same(next, this.seen)) return;
    this.seen = next;
    this.emitter.emit();
  };

  private find(userId: string): SeenView | null {
    for (const state of this.awareness.getStates().values()) {
      const parsed = v.safeParse(stateSchema, state);
      if (parsed.success && parsed.output.user.userId === userId) return parsed.output.view;
    }
    return null;
  }
}

function same(a: SeenView | null, b: SeenView | null): boolean {
  return a === b || (a !== null && b !== null && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h);
}
