import type { ApiClient } from './client';
import type { JoinAnswer } from './types';

/**
 * Join tokens for one session, shared by the media room and the session socket:
 * both may need a fresh one at the same moment, and one request serves both.
 */
export class JoinSource {
  private current: { answer: JoinAnswer; at: number } | null = null;
  private pending: Promise<JoinAnswer> | null = null;
  private readonly load: () => Promise<JoinAnswer>;
  private readonly now: () => number;

  constructor(load: () => Promise<JoinAnswer>, now: () => number = Date.now) {
    this.load = load;
    this.now = now;
  }

  static of(api: ApiClient, sessionId: string): JoinSource {
    return new JoinSource(() => api.join(sessionId));
  }

  /** Returns an answer at most maxAgeMs old. */
  get(maxAgeMs: number): Promise<JoinAnswer> {
    if (this.current && this.now() - this.current.at <= maxAgeMs) return Promise.resolve(this.current.answer);
    this.pending ??= this.load()
      .then((answer) => {
        this.current = { answer, at: this.now() };
        return answer;
      })
      .finally(() => {
        this.pending = null;
      });
    return this.pending;
  }
}
