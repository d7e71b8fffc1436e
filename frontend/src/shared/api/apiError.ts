import type { Problem } from './decode';

export type ApiErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'invalid'
  | 'conflict'
  | 'session_already_live'
  | 'session_ended'
  | 'code_used'
  | 'code_unknown'
  | 'rate_limited'
  | 'room_full'
  | 'too_early'
  | 'payload_too_large'
  | 'unavailable'
  | 'internal'
  /** The request never reached the server, or no answer came in time. */
  | 'offline';

const known: ReadonlySet<string> = new Set<ApiErrorCode>([
  'unauthorized',
  'forbidden',
  'not_found',
  'invalid',
  'conflict',
  'session_already_live',
  'session_ended',
  'code_used',
  'code_unknown',
  'rate_limited',
  'room_full',
  'too_early',
  'payload_too_large',
  'unavailable',
  'internal',
  'offline',
]);

function isCode(value: string): value is ApiErrorCode {
  return known.has(value);
}

function codeOfStatus(status: number): ApiErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 410) return 'session_ended';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 503 || status === 502 || status === 504) return 'unavailable';
  return status >= 500 ? 'internal' : 'invalid';
}

export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly requestId: string;
  /** Set with session_already_live. */
  readonly sessionId: string | null;

  constructor(status: number, problem: Problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code !== undefined && isCode(problem.code) ? problem.code : codeOfStatus(status);
    this.requestId = problem.requestId ?? '';
    this.sessionId = problem.sessionId ?? null;
  }

  static offline(): ApiError {
    return new ApiError(0, { code: 'offline', detail: 'offline' });
  }

  /** Whether the same request may work a moment later. */
  get retryable(): boolean {
    return this.code === 'offline' || this.code === 'unavailable' || this.code === 'internal' || this.code === 'rate_limited';
  }
}

export function codeOf(error: unknown): ApiErrorCode {
  return error instanceof ApiError ? error.code : 'internal';
}
