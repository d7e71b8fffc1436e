import * as v from 'valibot';
import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
import type { LoginStore } from '@/shared/api/login';
import { answersSchema, importedSchema, preparedSchema, snapshotSchema, type Poll, type PollAnswer, type PollDefinition, type PollImported, type PreparedPoll } from './wire';

export type FileFormat = 'csv' | 'gift';

/** The polls' part of the API: what is prepared in a classroom, and the results of a session. */
export class PollApi {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  async prepared(classroomId: string, signal?: AbortSignal): Promise<PreparedPoll[]> {
    return decode(v.array(preparedSchema), await this.json('GET', room(classroomId), undefined, signal));
  }

  async prepare(classroomId: string, poll: PollDefinition): Promise<PreparedPoll> {
    return decode(preparedSchema, await this.json('POST', room(classroomId), poll));
  }

  async rewrite(classroomId: string, id: string, poll: PollDefinition): Promise<PreparedPoll> {
    return decode(preparedSchema, await this.json('PUT', `${room(classroomId)}/${encodeURIComponent(id)}`, poll));
  }

  async discard(classroomId: string, id: string): Promise<void> {
    await this.send('DELETE', `${room(classroomId)}/${encodeURIComponent(id)}`);
  }

  async arrange(classroomId: string, ids: readonly string[]): Promise<void> {
    await this.send('PUT', `${room(classroomId)}/order`, { ids });
  }

  async take(classroomId: string, format: FileFormat, text: string): Promise<PollImported> {
    return decode(importedSchema, await this.json('POST', `${room(classroomId)}/import`, { format, text }));
  }

  async exported(classroomId: string, format: FileFormat): Promise<Blob> {
    return (await this.send('GET', `${room(classroomId)}/export?format=${format}`)).blob();
  }

  /** The polls of a session, during the class and after it. */
  async history(sessionId: string, signal?: AbortSignal): Promise<Poll[]> {
    return decode(snapshotSchema, await this.json('GET', session(sessionId), undefined, signal)).polls;
  }

  async answers(sessionId: string, pollId: string, signal?: AbortSignal): Promise<PollAnswer[]> {
    return decode(answersSchema, await this.json('GET', `${session(sessionId)}/${encodeURIComponent(pollId)}/answers`, undefined, signal));
  }

  async results(sessionId: string): Promise<Blob> {
    return (await this.send('GET', `${session(sessionId)}/results?format=csv`)).blob();
  }

  private async json(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    return (await this.send(method, path, body, signal)).json();
  }

  private async send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const token = this.login.getSnapshot().answer?.token;
    const headers = new Headers(token ? { Authorization: `Bearer ${token}` } : {});
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    let response: Response;
    try {
      response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), cache: 'no-store', signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw ApiError.offline();
    }
    if (response.ok) return response;
    const error = await problemOf(response);
    if (error.code === 'unauthorized' && token === this.login.getSnapshot().answer?.token) this.login.expire();
    throw error;
  }
}

const room = (id: string) => `/api/v1/classrooms/${encodeURIComponent(id)}/polls`;
const session = (id: string) => `/api/v1/sessions/${encodeURIComponent(id)}/polls`;

async function problemOf(response: Response): Promise<ApiError> {
  try {
    return new ApiError(response.status, decodeProblem(await response.json()));
  } catch {
    return new ApiError(response.status, {});
  }
}

function decode<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new ApiError(500, { code: 'internal' });
  return parsed.output;
}
