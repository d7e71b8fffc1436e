import { Emitter } from '@/shared/emitter';

export interface ActivityState {
  /** When somebody last said, wrote or drew something, by this computer's clock. */
  acted: ReadonlyMap<string, number>;
  /** Messages of a group's chat since somebody of the staff looked. */
  unread: ReadonlyMap<string, number>;
}

/** What groups do, as far as it is seen from here since the page was opened. */
export class Activity {
  private state: ActivityState = { acted: new Map(), unread: new Map() };
  private readonly emitter = new Emitter();
  private readonly now: () => number;
  /** From when on it is known. */
  readonly since: number;

  constructor(now: () => number = Date.now) {
    this.now = now;
    this.since = now();
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): ActivityState => this.state;

  acted(userIds: Iterable<string>): void {
    const acted = new Map(this.state.acted);
    for (const userId of userIds) acted.set(userId, this.now());
    this.set({ acted });
  }

  wrote(groupId: string, userId: string): void {
    this.set({ unread: new Map(this.state.unread).set(groupId, (this.state.unread.get(groupId) ?? 0) + 1) });
    this.acted([userId]);
  }

  /** Somebody has looked at what a group wrote. */
  looked(groupId: string): void {
    if (!this.state.unread.has(groupId)) return;
    const unread = new Map(this.state.unread);
    unread.delete(groupId);
    this.set({ unread });
  }

  private set(change: Partial<ActivityState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}
