import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';

type Schemas = components['schemas'];
export type LinkChoice = Schemas['LinkChoice'];
export type LinkClassroom = Schemas['LinkClassroom'];
export type LinkItem = Schemas['LinkItem'];
/** The description can't say that an object may be missing. */
export type Plan = Readonly<Omit<Schemas['Plan'], 'grading'> & { grading: Schemas['Grading'] | null }>;
export type PersonRecord = Schemas['Record'];

/** What answering an LMS asks of the server. */
export class LinkApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  choice = (signal?: AbortSignal): Promise<LinkChoice> => this.json('GET', 'link/choice', undefined, signal);

  /** The single-use code of the page that takes the answer to the LMS. */
  answer = async (items: readonly unknown[]): Promise<string> => (await this.json<{ code: string }>('POST', 'link/choice', { items })).code;

  record = (classroom: string, user: string, signal?: AbortSignal): Promise<PersonRecord> => this.json('GET', `classrooms/${encodeURIComponent(classroom)}/records/${encodeURIComponent(user)}`, undefined, signal);

  private async json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers = new Headers({ Accept: 'application/json', Authorization: `Bearer ${this.login.getSnapshot().answer?.token ?? ''}` });
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    let response: Response;
    try {
      response = await fetch(`/api/v1/${path}`, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body), signal: signal ?? AbortSignal.timeout(15_000) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw ApiError.offline();
    }
    if (!response.ok) throw new ApiError(response.status, decodeProblem(await response.json().catch(() => ({}))));
    const answer: T = await response.json();
    return answer;
  }
}
