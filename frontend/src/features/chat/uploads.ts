import { Emitter } from '@/shared/emitter';
import type { ChatFile } from './wire';

/** A file at the composer: on its way, there, or failed. */
export interface Upload {
  key: string;
  name: string;
  size: number;
  /** From 0 to 1. */
  progress: number;
  file: ChatFile | null;
  error: unknown;
}

export const mostFiles = 4;
export const mostBytes = 10 * 1024 * 1024;

/** What the server takes, for the file picker; it decides by the bytes. */
export const accepted = '.png,.jpg,.jpeg,.gif,.webp,.pdf,.txt,.log,.tex,.csv,.md,.docx,.xlsx,.pptx,.odt,.ods,.odp,.mp3,.mp4';

type Send = (file: Blob, name: string, progress: (share: number) => void, signal: AbortSignal) => Promise<ChatFile>;

/** Files are sent while the message is still being written. */
export class Uploads {
  private list: readonly Upload[] = [];
  private readonly aborts = new Map<string, AbortController>();
  private readonly emitter = new Emitter();
  private readonly send: Send;
  private next = 1;

  constructor(send: Send) {
    this.send = send;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly Upload[] => this.list;

  /** Takes as many as a message may carry, and returns how many were left out. */
  add(files: readonly File[]): number {
    const room = Math.max(0, mostFiles - this.list.length);
    for (const file of files.slice(0, room)) void this.start(file);
    return Math.max(0, files.length - room);
  }

  /** Stops one that is on its way, and forgets it. */
  remove(key: string): void {
    this.aborts.get(key)?.abort();
    this.aborts.delete(key);
    this.set(this.list.filter((upload) => upload.key !== key));
  }

  /** The files of the message that is sent now; the composer is empty then. */
  take(): ChatFile[] {
    const files = this.list.flatMap((upload) => (upload.file ? [upload.file] : []));
    this.set([]);
    return files;
  }

  dispose(): void {
    for (const abort of this.aborts.values()) abort.abort();
    this.aborts.clear();
  }

  private async start(file: File): Promise<void> {
    const key = `upload-${this.next++}`;
    this.set([...this.list, { key, name: file.name, size: file.size, progress: 0, file: null, error: null }]);
    if (file.size > mostBytes) {
      this.change(key, { error: new TooLarge() });
      return;
    }
    const abort = new AbortController();
    this.aborts.set(key, abort);
    try {
      const done = await this.send(file, file.name || 'file', (progress) => this.change(key, { progress }), abort.signal);
      this.change(key, { file: done, name: done.name, progress: 1 });
    } catch (error) {
      if (!abort.signal.aborted) this.change(key, { error });
    } finally {
      this.aborts.delete(key);
    }
  }

  private change(key: string, change: Partial<Upload>): void {
    this.set(this.list.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));
  }

  private set(list: readonly Upload[]): void {
    this.list = list;
    this.emitter.emit();
  }
}

/** The file is larger than the server takes; it isn't sent at all. */
export class TooLarge extends Error {}
