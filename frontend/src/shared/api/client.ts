import { ApiError } from './apiError';
import { decodeProblem, decodeTokenAnswer } from './decode';
import type { LoginStore } from './login';
import type {
  AttendanceLine,
  Classroom,
  ClassroomSettings,
  GradeLine,
  JoinAnswer,
  NoteAnswer,
  Me,
  MuteSource,
  Session,
  SettingsPatch,
  TokenAnswer,
} from './types';

const timeoutMs = 15_000;

interface Options {
  body?: unknown;
  signal?: AbortSignal;
  anonymous?: boolean;
}

function path(...parts: string[]): string {
  return `/api/v1/${parts.map(encodeURIComponent).join('/')}`;
}

/**
 * Every call to the server. Answers of our own server are trusted to have the
 * types that it declares; only what crosses another boundary (the stored token,
 * socket frames) is decoded.
 */
export class ApiClient {
  private readonly login: LoginStore;

  constructor(login: LoginStore) {
    this.login = login;
  }

  exchange(code: string): Promise<TokenAnswer> {
    return this.token(path('token'), { body: { code }, anonymous: true });
  }

  renew(): Promise<TokenAnswer> {
    return this.token(path('token', 'renew'), {});
  }

  /** A single-use code with which another tab signs in as the same person. */
  async handoff(): Promise<string> {
    const answer = await this.json<{ code: string }>('POST', path('token', 'handoff'));
    return answer.code;
  }

  me(signal?: AbortSignal): Promise<Me> {
    return this.json('GET', path('me'), { signal });
  }

  classroom(id: string, signal?: AbortSignal): Promise<Classroom> {
    return this.json('GET', path('classrooms', id), { signal });
  }

  saveSettings(classroomId: string, patch: SettingsPatch): Promise<ClassroomSettings> {
    return this.json('PATCH', path('classrooms', classroomId, 'settings'), { body: patch });
  }

  sessions(classroomId: string, signal?: AbortSignal): Promise<Session[]> {
    return this.json('GET', path('classrooms', classroomId, 'sessions'), { signal });
  }

  startSession(classroomId: string): Promise<Session> {
    return this.json('POST', path('classrooms', classroomId, 'sessions'));
  }

  session(id: string, signal?: AbortSignal): Promise<Session> {
    return this.json('GET', path('sessions', id), { signal });
  }

  /** Into the room where the caller is now; or into the main room, wherever they are. */
  join(sessionId: string, room?: 'main'): Promise<JoinAnswer> {
    return this.json('POST', path('sessions', sessionId, 'join') + (room ? `?room=${room}` : ''));
  }

  /** Of the class, or of a group. */
  note(sessionId: string, group = 'main'): Promise<NoteAnswer> {
    return this.json('GET', `${path('sessions', sessionId, 'note')}?group=${encodeURIComponent(group)}`);
  }

  end(sessionId: string): Promise<Session> {
    return this.json('POST', path('sessions', sessionId, 'end'));
  }

  mute(sessionId: string, userId: string, source: MuteSource): Promise<void> {
    return this.none('POST', path('sessions', sessionId, 'participants', userId, 'mute'), { body: { source } });
  }

  remove(sessionId: string, userId: string): Promise<void> {
    return this.none('POST', path('sessions', sessionId, 'participants', userId, 'remove'));
  }

  attendance(sessionId: string, signal?: AbortSignal): Promise<AttendanceLine[]> {
    return this.json('GET', path('sessions', sessionId, 'attendance'), { signal });
  }

  grades(sessionId: string, signal?: AbortSignal): Promise<GradeLine[]> {
    return this.json('GET', path('sessions', sessionId, 'grades'), { signal });
  }

  override(sessionId: string, userId: string, activity: string, scoreGiven: number, reason: string): Promise<GradeLine> {
    const url = path('sessions', sessionId, 'grades', userId, activity, 'override');
    return this.json('PUT', url, { body: { scoreGiven, reason } });
  }

  removeOverride(sessionId: string, userId: string, activity: string): Promise<void> {
    return this.none('DELETE', path('sessions', sessionId, 'grades', userId, activity, 'override'));
  }

  retryGrades(sessionId: string): Promise<{ queued: number }> {
    return this.json('POST', path('sessions', sessionId, 'grades', 'retry'));
  }

  async reportCsv(sessionId: string): Promise<Blob> {
    const response = await this.send('GET', path('sessions', sessionId, 'report.csv'), {});
    return response.blob();
  }

  /** Tells the server that this page broke. Never carries names or text of people. */
  reportError(message: string, where: string): void {
    this.send('POST', path('client-errors'), { body: { message: message.slice(0, 300), where } }).catch(() => undefined);
  }

  private async token(url: string, options: Options): Promise<TokenAnswer> {
    const answer = decodeTokenAnswer(await this.json<unknown>('POST', url, options));
    if (!answer) throw new ApiError(500, { code: 'internal' });
    return answer;
  }

  private async json<T>(method: string, url: string, options: Options = {}): Promise<T> {
    const response = await this.send(method, url, options);
    try {
      const body: T = await response.json();
      return body;
    } catch {
      throw new ApiError(502, { code: 'unavailable' });
    }
  }

  private async none(method: string, url: string, options: Options = {}): Promise<void> {
    await this.send(method, url, options);
  }

  private async send(method: string, url: string, { body, signal, anonymous }: Options): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json' });
    const token = this.login.getSnapshot().answer?.token;
    if (token && !anonymous) headers.set('Authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    const response = await fetchWithin(url, { method, headers, body: body === undefined ? null : JSON.stringify(body) }, signal);
    if (response.ok) return response;
    const error = await readProblem(response);
    // A newer token may have been saved meanwhile; only the refused one is expired.
    if (error.code === 'unauthorized' && !anonymous && token === this.login.getSnapshot().answer?.token) this.login.expire();
    throw error;
  }
}

async function fetchWithin(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await fetch(url, { ...init, cache: 'no-store', signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw ApiError.offline();
  }
}

async function readProblem(response: Response): Promise<ApiError> {
  try {
    return new ApiError(response.status, decodeProblem(await response.json()));
  } catch {
    return new ApiError(response.status, {});
  }
}
