import { Emitter } from '../emitter';

const gapMs = 300;
const clearMs = 150;
const batchOver = 3;

export interface Spoken {
  polite: string;
  assertive: string;
}

/**
 * Words for screen readers. One polite queue and one urgent line; more than
 * three waiting messages become one that gives the number and the latest.
 */
export class Announcer {
  private spoken: Spoken = { polite: '', assertive: '' };
  private readonly emitter = new Emitter();
  private queue: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly summary: (count: number, latest: string) => string;

  constructor(summary: (count: number, latest: string) => string) {
    this.summary = summary;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): Spoken => this.spoken;

  say(message: string): void {
    this.queue.push(message);
    this.timer ??= setTimeout(() => this.next(), clearMs);
  }

  /** Only for what was done to the person: muted, removed, class ended. */
  urgent(message: string): void {
    this.set({ assertive: '' });
    setTimeout(() => this.set({ assertive: message }), clearMs);
  }

  private next(): void {
    const count = this.queue.length;
    const latest = this.queue[count - 1];
    if (latest === undefined) {
      this.timer = undefined;
      return;
    }
    const message = count > batchOver ? this.summary(count, latest) : (this.queue.shift() ?? '');
    if (count > batchOver) this.queue = [];
    this.set({ polite: '' });
    this.timer = setTimeout(() => {
      this.set({ polite: message });
      this.timer = setTimeout(() => this.next(), gapMs);
    }, clearMs);
  }

  private set(change: Partial<Spoken>): void {
    this.spoken = { ...this.spoken, ...change };
    this.emitter.emit();
  }
}
