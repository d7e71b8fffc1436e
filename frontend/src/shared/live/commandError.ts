import { ApiError } from '../api/apiError';

/**
 * Why a command failed: the server refused it; too many wait already; it could
 * not be sent now and makes no sense later; or this page left the class.
 */
export type Failure = 'refused' | 'full' | 'offline' | 'left';

/** What a command rejects with. It changed nothing. Nobody needs to be told of "left". */
export class CommandError extends ApiError {
  readonly why: Failure;
  /** When the server would take it again; null where it didn't say. */
  readonly retryAfterMs: number | null;

  constructor(why: Failure, code: string, message = '', retryAfterMs: number | null = null) {
    super(0, { code, detail: message || code });
    this.name = 'CommandError';
    this.why = why;
    this.retryAfterMs = retryAfterMs;
  }
}
