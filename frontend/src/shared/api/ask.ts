import { ApiError } from './apiError';
import { decodeProblem } from './decode';
import type { LoginStore } from './login';

const patience = 20_000;

/** Asks the server for something that one feature alone needs, with the login of this tab; the path is below /api/v1/. An ApiError
 * says what went wrong, and a login that is refused ends for the whole tab. */
export async function call(login: LoginStore, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json' });
  const token = login.getSnapshot().answer?.token;
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const within = AbortSignal.timeout(patience);
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body), signal: signal ? AbortSignal.any([signal, within]) : within });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw ApiError.offline();
  }
  if (response.ok) return response;
  const error = new ApiError(response.status, decodeProblem(await response.json().catch(() => ({}))));
  // A newer token may have been saved meanwhile; only the refused one is expired.
  if (error.code === 'unauthorized' && token === login.getSnapshot().answer?.token) login.expire();
  throw error;
}

/** The JSON of an answer; nothing where it has none. */
export async function ask<T>(login: LoginStore, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await call(login, method, path, body, signal);
  const answer: T = await (response.status === 204 ? Promise.resolve(undefined) : response.json());
  return answer;
}
