import type { ApiClient } from './client';
import type { JoinAnswer } from './types';

/**
 * Join tokens for one session, shared by the media room and the session socket:
 * both may need a fresh one at the same moment, and one request serves both.
 */
export class JoinSource {
  private current: { answer: JoinAnswer; at: number } | null = null;
  private pending: Promise<JoinAnswer> | null = null;
  private readonly load: (room?: 'main') => Promise<JoinAnswer>;
  private readonly now: () => number;

  constructor(load: (room?: 'main') => Promise<JoinAnswer>, now: () => number = Date.now) {
    this.load = load;
    this.now = now;
  }

  static of(api: ApiClient, sessionId: string): JoinSource {
    return new JoinSource((room) => api.join(sessionId, room));
  }

  /** Returns an answer at most maxAgeMs old. */
  get(maxAgeMs: number): Promise<JoinAnswer> {
    if (this.current && this.now() - this.current.at <= maxAgeMs) return Promise.resolve(this.current.answer);
    if (this.pending) return this.pending;
    const asked = this.load()
      .then((answer) => {
        if (this.pending === asked) this.current = { answer, at: this.now() };
        return answer;
      })
      .finally(() => {
        if (this.pending === asked) this.pending = null;
      });
    this.pending = asked;
    return asked;
  }

  /** The person was moved: an answer from before leads into a room that they aren't in any more. */
  forget(): void {
    this.current = null;
    this.pending = null;
  }

  /** The way into the main room, for somebody who can't reach their group's. */
  main(): Promise<JoinAnswer> {
    return this.load('main');
  }
}
