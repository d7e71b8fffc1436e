import { Emitter } from '@/shared/emitter';
import type { HandSession } from './handModel';
import type { Reactions } from './wire';

/** One emoji that floats up, for one person or for many at once. */
export interface Float {
  id: number;
  emoji: string;
  /** Null where many react at once. */
  userId: string | null;
  count: number;
  /** 0 to 99: where it begins, across. */
  place: number;
}

const floatsMs = 3_000;
const mostAtOnce = 12;
/** With more of one emoji than this in the last seconds, one float stands for all of them. */
const manyOver = 5;
/** One float for many is made at most this often for each emoji. */
const manyEveryMs = 1_000;

/**
 * The reactions that are seen now. The server tells how many there were in the last
 * seconds and who came last; whatever it tells, only a few float at any time.
 */
export class ReactionModel {
  private floats: readonly Float[] = [];
  private next = 1;
  private lastAt = '';
  private readonly manyAt = new Map<string, number>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly emitter = new Emitter();
  private readonly session: HandSession;
  private readonly now: () => number;

  constructor(session: HandSession, now: () => number = Date.now) {
    this.session = session;
    this.now = now;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly Float[] => this.floats;

  /** Worth something only now: never kept for later. */
  async react(emoji: string): Promise<void> {
    await this.session.command('hand.react', { emoji }, { fleeting: true });
  }

  take({ counts, who }: Reactions): void {
    const fresh = who.filter((one) => one.at > this.lastAt);
    for (const { at } of fresh) if (at > this.lastAt) this.lastAt = at;
    const added = [...this.crowds(counts, new Set(fresh.map((one) => one.emoji)))];
    for (const { emoji, userId } of fresh) if ((counts[emoji] ?? 0) <= manyOver) added.push(this.float(emoji, userId, 1));
    this.show(added.slice(0, Math.max(0, mostAtOnce - this.floats.length)));
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.floats = [];
  }

  private *crowds(counts: Reactions['counts'], fresh: ReadonlySet<string>): Generator<Float> {
    for (const [emoji, count] of Object.entries(counts)) {
      if (count <= manyOver || !fresh.has(emoji)) continue;
      const now = this.now();
      if (now - (this.manyAt.get(emoji) ?? 0) < manyEveryMs) continue;
      this.manyAt.set(emoji, now);
      yield this.float(emoji, null, count);
    }
  }

  private float(emoji: string, userId: string | null, count: number): Float {
    const id = this.next++;
    return { id, emoji, userId, count, place: (id * 37) % 100 };
  }

  private show(added: readonly Float[]): void {
    if (added.length === 0) return;
    this.set([...this.floats, ...added]);
    const ids = new Set(added.map((one) => one.id));
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.set(this.floats.filter((one) => !ids.has(one.id)));
    }, floatsMs);
    this.timers.add(timer);
  }

  private set(floats: readonly Float[]): void {
    this.floats = floats;
    this.emitter.emit();
  }
}
