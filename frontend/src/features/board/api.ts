import * as v from 'valibot';
import { ApiError } from '@/shared/api/apiError';
import { decodeProblem } from '@/shared/api/decode';
import type { LoginStore } from '@/shared/api/login';
import { authorsSchema, historySchema, importSchema, listSchema, rosterSchema, textSchema, uploadedSchema, type BoardImport, type ListedPage, type PageAuthor, type UploadedImage } from './wire';

export type Roster = v.InferOutput<typeof rosterSchema>;

/** The board's part of the API: where documents, pictures and texts are, and what is brought in. */
export class BoardApi {
  private readonly login: LoginStore;
  private readonly sessionId: string;
  /** Where documents are, without the name of one. */
  private sockets: Promise<string> | null = null;

  constructor(login: LoginStore, sessionId: string) {
    this.login = login;
    this.sessionId = sessionId;
  }

  /** The address of a page's document, with the token of now. */
  async address(boardId: string): Promise<string> {
    this.sockets ??= this.socketsOf();
    try {
      return `${await this.sockets}${encodeURIComponent(boardId)}?token=${encodeURIComponent(this.token() ?? '')}`;
    } catch (error) {
      this.sockets = null;
      throw error;
    }
  }

  /** The pages of the class in their order, also when it is over. */
  async pages(signal?: AbortSignal): Promise<ListedPage[]> {
    return decode(listSchema, await (await this.send('GET', `${this.session()}/boards`, { signal })).json()).boards;
  }

  async authors(boardId: string, signal?: AbortSignal): Promise<PageAuthor[]> {
    return decode(authorsSchema, await (await this.send('GET', `${board(boardId)}/authors`, { signal })).json()).authors;
  }

  /** What was drawn on a page after some update of it: a part of it, and whether there is more. */
  async history(boardId: string, after: number): Promise<{ updates: { seq: number; update: string }[]; next: number | null }> {
    return decode(historySchema, await (await this.send('GET', `${board(boardId)}/log?after=${after}`)).json());
  }

  /** The picture that a page has behind everything that is drawn. */
  async background(boardId: string, signal?: AbortSignal): Promise<Blob> {
    return (await this.send('GET', `${board(boardId)}/background`, { signal })).blob();
  }

  /** What is written on the slide of a page. */
  async text(boardId: string, signal?: AbortSignal): Promise<string> {
    return decode(textSchema, await (await this.send('GET', `${board(boardId)}/text`, { signal })).json()).text;
  }

  async image(boardId: string, fileId: string): Promise<Blob> {
    return (await this.send('GET', `${board(boardId)}/images/${encodeURIComponent(fileId)}`)).blob();
  }

  async upload(boardId: string, file: File): Promise<UploadedImage> {
    const sent = await this.send('POST', `${board(boardId)}/images`, { body: file, type: file.type });
    return decode(uploadedSchema, await sent.json());
  }

  /** The file from which pages were made; of slides, as a PDF. */
  async source(importId: string): Promise<Blob> {
    return (await this.send('GET', `${this.session()}/boards/imports/${encodeURIComponent(importId)}/source`)).blob();
  }

  /** Who belongs to the class, also those who aren't here. */
  async roster(classroomId: string, signal?: AbortSignal): Promise<Roster> {
    return decode(rosterSchema, await (await this.send('GET', `/api/v1/classrooms/${encodeURIComponent(classroomId)}/roster`, { signal })).json());
  }

  /** Sends a file that becomes pages, and tells how far it is, from 0 to 1. Only XMLHttpRequest can say that. */
  bring(file: File, after: string, progress: (share: number) => void, signal: AbortSignal): Promise<BoardImport> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const query = new URLSearchParams({ name: file.name, ...(after === '' ? {} : { after }) });
      request.open('POST', `${this.session()}/boards/imports?${query.toString()}`);
      const token = this.token();
      if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
      request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progress(event.loaded / event.total);
      };
      request.onload = () => {
        try {
          if (request.status >= 300) throw problemOf(request.status, request.responseText);
          resolve(decode(importSchema, JSON.parse(request.responseText)));
        } catch (error) {
          reject(error);
        }
      };
      request.onerror = () => reject(ApiError.offline());
      request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  }

  private async socketsOf(): Promise<string> {
    const url = (await this.pages())[0]?.url;
    if (url === undefined) throw new ApiError(404, { code: 'not_found' });
    return url.slice(0, url.lastIndexOf('/') + 1);
  }

  private session(): string {
    return `/api/v1/sessions/${encodeURIComponent(this.sessionId)}`;
  }

  private token(): string | undefined {
    return this.login.getSnapshot().answer?.token;
  }

  private async send(method: string, path: string, { body, type, signal }: { body?: Blob; type?: string; signal?: AbortSignal } = {}): Promise<Response> {
    const token = this.token();
    const headers = new Headers(token ? { Authorization: `Bearer ${token}` } : {});
    if (type) headers.set('Content-Type', type);
    let response: Response;
    try {
      response = await fetch(path, { method, headers, body: body ?? null, signal: signal ?? null });
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

const board = (boardId: string) => `/api/v1/boards/${encodeURIComponent(boardId)}`;

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
