const burst = 40;
const perSecond = 15;

/** How fast frames may go out: below what the server takes before it closes a connection that sends too many. */
export class Pace {
  private tokens = burst;
  private at = 0;
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** 0 where one may go now, which is then counted; otherwise how many milliseconds to wait. */
  take(): number {
    const now = this.now();
    // A clock that was set back gives nothing and takes nothing.
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.at) / 1_000) * perSecond);
    this.at = now;
    if (this.tokens < 1) return Math.ceil(((1 - this.tokens) / perSecond) * 1_000);
    this.tokens -= 1;
    return 0;
  }

  /** A new connection is counted anew. */
  reset(): void {
    this.tokens = burst;
    this.at = this.now();
  }
}
