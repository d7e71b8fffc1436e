import { ApiError } from './apiError';
import { decodeProblem } from './decode';
import type { LoginStore } from './login';

const patience = 20_000;

/** Asks the server for something that one page alone needs, with the login of this tab. */
export async function ask<T>(login: LoginStore, method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers = new Headers({ Accept: 'application/json', Authorization: `Bearer ${login.getSnapshot().answer?.token ?? ''}` });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body), signal: signal ?? AbortSignal.timeout(patience) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw ApiError.offline();
  }
  if (!response.ok) throw new ApiError(response.status, decodeProblem(await response.json().catch(() => ({}))));
  const answer: T = await (response.status === 204 ? Promise.resolve(undefined) : response.json());
  return answer;
}
