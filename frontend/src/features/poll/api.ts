import * as v from 'valibot';
import { ApiError } from '@/shared/api/apiError';
import { call } from '@/shared/api/ask';
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

  private send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    return call(this.login, method, path, body, signal);
  }
}

const room = (id: string) => `classrooms/${encodeURIComponent(id)}/polls`;
const session = (id: string) => `sessions/${encodeURIComponent(id)}/polls`;

function decode<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new ApiError(500, { code: 'internal' });
  return parsed.output;
}
