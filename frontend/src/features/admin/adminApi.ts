import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
import type { components } from '@/shared/api/schema.gen';
import { decodeAdminLogin, type AdminLogin, type AdminLoginStore } from './adminLogin';
import { decodeStep, type DoctorStep } from './doctor';

type Schemas = components['schemas'];
/** The description can't say that an object may be missing. */
export type Platform = Readonly<Omit<Schemas['Platform'], 'lastFailure'> & { lastFailure: Schemas['PlatformFailure'] | null }>;
export type PlatformInput = Schemas['PlatformInput'];
export type PlatformEdit = Schemas['PlatformEdit'];
export type PlatformInvite = Schemas['PlatformInvite'];
export type PlatformSetup = Schemas['PlatformSetup'];
export type AdminKey = Schemas['AdminKey'];

const base = '/api/v1/admin';

/** What the administrator asks of the server, with a token of their own. */
export class AdminApi {
  private readonly login: AdminLoginStore;

  constructor(login: AdminLoginStore) {
    this.login = login;
  }

  async enter(code: string): Promise<AdminLogin> {
    const login = decodeAdminLogin(await this.json('POST', '/token', { code }));
    if (!login) throw new ApiError(502, { code: 'unavailable' });
    return login;
  }

  /** Ends this session, or everybody's; signing out works without the server too. */
  async leave(everywhere: boolean): Promise<void> {
    try {
      await this.send('DELETE', everywhere ? '/tokens' : '/token');
    } catch (error) {
      if (everywhere) throw error;
    }
    this.login.clear();
  }

  setup(signal?: AbortSignal): Promise<PlatformSetup> {
    return this.json('GET', '/setup', undefined, signal);
  }

  platforms(signal?: AbortSignal): Promise<Platform[]> {
    return this.json('GET', '/platforms', undefined, signal);
  }

  add(input: PlatformInput): Promise<Platform> {
    return this.json('POST', '/platforms', input);
  }

  change(id: string, edit: PlatformEdit): Promise<Platform> {
    return this.json('PUT', `/platforms/${encodeURIComponent(id)}`, edit);
  }

  async remove(id: string): Promise<void> {
    await this.send('DELETE', `/platforms/${encodeURIComponent(id)}`);
  }

  invites(signal?: AbortSignal): Promise<PlatformInvite[]> {
    return this.json('GET', '/invites', undefined, signal);
  }

  invite(name: string): Promise<PlatformInvite> {
    return this.json('POST', '/invites', { name });
  }

  async withdraw(id: string): Promise<void> {
    await this.send('DELETE', `/invites/${encodeURIComponent(id)}`);
  }

  keys(signal?: AbortSignal): Promise<AdminKey[]> {
    return this.json('GET', '/keys', undefined, signal);
  }

  makeKey(): Promise<AdminKey[]> {
    return this.json('POST', '/keys');
  }

  useKey(id: string): Promise<AdminKey[]> {
    return this.json('POST', `/keys/${encodeURIComponent(id)}/use`);
  }

  retireKey(id: string): Promise<AdminKey[]> {
    return this.json('DELETE', `/keys/${encodeURIComponent(id)}`);
  }

  /** Walks through a connection; each step is told as the server is done with it. */
  async doctor(id: string, tell: (step: DoctorStep) => void, signal: AbortSignal): Promise<void> {
    const response = await this.send('POST', `/platforms/${encodeURIComponent(id)}/doctor`, undefined, signal);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return;
      const lines = (rest + part.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const step = decodeStep(line);
        if (step) tell(step);
      }
    }
  }

  /** Other pages of the administrator ask by these two. */
  async json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const response = await this.send(method, path, body, signal);
    try {
      const answer: T = await response.json();
      return answer;
    } catch {
      throw new ApiError(502, { code: 'unavailable' });
    }
  }

  async send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json' });
    const token = this.login.getSnapshot()?.token;
    if (token) headers.set('Authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    let response: Response;
    try {
      response = await fetch(base + path, { method, headers, body: body === undefined ? null : JSON.stringify(body), cache: 'no-store', signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw ApiError.offline();
    }
    if (response.ok) return response;
    const error = await problemOf(response);
    if (error.code === 'unauthorized' && token === this.login.getSnapshot()?.token) this.login.clear();
    throw error;
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  try {
    return new ApiError(response.status, decodeProblem(await response.json()));
  } catch {
    return new ApiError(response.status, {});
  }
}
