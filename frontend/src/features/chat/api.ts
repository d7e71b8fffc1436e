import * as v from 'valibot';
import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
import type { LoginStore } from '@/shared/api/login';
import { auditSchema, pageSchema, uploadedSchema, type ChatAudit, type ChatFile, type ChatPage } from './wire';

export type ExportFormat = 'txt' | 'csv' | 'json';

/** The chat's part of the API of one session: what doesn't go over the socket. */
export class ChatApi {
  private readonly login: LoginStore;
  private readonly base: string;

  constructor(login: LoginStore, sessionId: string) {
    this.login = login;
    this.base = `/api/v1/sessions/${encodeURIComponent(sessionId)}`;
  }

  async older(before: string | null, limit = 50): Promise<ChatPage> {
    const query = new URLSearchParams(before === null ? { limit: String(limit) } : { limit: String(limit), before });
    return decode(pageSchema, await (await this.get(`/messages?${query.toString()}`)).json());
  }

  async audit(): Promise<ChatAudit[]> {
    return decode(auditSchema, await (await this.get('/chat/audit')).json());
  }

  async exported(format: ExportFormat): Promise<Blob> {
    return (await this.get(`/chat/export?format=${format}`)).blob();
  }

  /** The bytes of a file: an address alone wouldn't carry the login. */
  async file(fileId: string, signal?: AbortSignal): Promise<Blob> {
    return (await this.get(`/files/${encodeURIComponent(fileId)}`, signal)).blob();
  }

  /** Sends a file and tells how far it is, from 0 to 1. Only XMLHttpRequest can say that. */
  upload(file: Blob, name: string, progress: (share: number) => void, signal: AbortSignal): Promise<ChatFile> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.base}/files?name=${encodeURIComponent(name)}`);
      const token = this.token();
      if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progress(event.loaded / event.total);
      };
      request.onload = () => settle(request, resolve, reject);
      request.onerror = () => reject(ApiError.offline());
      request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  }

  private token(): string | undefined {
    return this.login.getSnapshot().answer?.token;
  }

  private async get(path: string, signal?: AbortSignal): Promise<Response> {
    const token = this.token();
    let response: Response;
    try {
      response = await fetch(this.base + path, { headers: token ? { Authorization: `Bearer ${token}` } : {}, signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw ApiError.offline();
    }
    if (response.ok) return response;
    const error = problemOf(response.status, await response.text());
    if (error.code === 'unauthorized' && token === this.token()) this.login.expire();
    throw error;
  }
}

function settle(request: XMLHttpRequest, resolve: (file: ChatFile) => void, reject: (error: unknown) => void): void {
  if (request.status !== 201) {
    reject(problemOf(request.status, request.responseText));
    return;
  }
  try {
    resolve(decode(uploadedSchema, JSON.parse(request.responseText)));
  } catch (error) {
    reject(error);
  }
}

function problemOf(status: number, text: string): ApiError {
  try {
    return new ApiError(status, decodeProblem(JSON.parse(text)));
  } catch {
    return new ApiError(status, {});
  }
}

function decode<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new ApiError(502, { code: 'unavailable' });
  return parsed.output;
}
