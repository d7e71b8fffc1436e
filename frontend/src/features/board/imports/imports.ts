import { ApiError } from '@/shared/api/apiError';
import { Emitter } from '@/shared/emitter';
import type { BoardImport } from '../wire';

export const mostBytes = 50 * 1024 * 1024;

/** What the server takes, for the file picker; it decides by the bytes. */
export const accepted = ['.pdf', '.pptx', '.odp', '.png', '.jpg', '.jpeg', '.webp'];

/** A file on its way to the server, or one that didn't get there. */
export interface Sending {
  key: string;
  name: string;
  /** From 0 to 1. */
  progress: number;
  error: ApiError | null;
}

type Bring = (file: File, after: string, progress: (share: number) => void, signal: AbortSignal) => Promise<BoardImport>;

interface Waiting {
  key: string;
  file: File;
  after: string;
}

/** Sends files that become pages, one after another, so that the pages stand in that order. Outlives the dialog. */
export class Imports {
  private list: readonly Sending[] = [];
  private readonly emitter = new Emitter();
  private readonly bring: Bring;
  private readonly began: (begun: BoardImport) => void;
  private readonly waiting: Waiting[] = [];
  private current: { key: string; abort: AbortController } | null = null;
  private next = 1;

  constructor(bring: Bring, began: (begun: BoardImport) => void) {
    this.bring = bring;
    this.began = began;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): readonly Sending[] => this.list;

  /** One file becomes pages behind `after`; of several the pages come at the end. */
  add(files: readonly File[], after: string): void {
    for (const file of files) {
      const key = `import-${this.next++}`;
      const tooLarge = file.size > mostBytes;
      this.set([...this.list, { key, name: file.name, progress: 0, error: tooLarge ? new ApiError(413, { code: 'payload_too_large' }) : null }]);
      if (!tooLarge) this.waiting.push({ key, file, after: files.length === 1 ? after : '' });
    }
    void this.run();
  }

  /** Stops one that is on its way, or takes one that failed off the list. */
  remove(key: string): void {
    if (this.current?.key === key) this.current.abort.abort();
    const at = this.waiting.findIndex((one) => one.key === key);
    if (at >= 0) this.waiting.splice(at, 1);
    this.set(this.list.filter((one) => one.key !== key));
  }

  dispose(): void {
    this.waiting.length = 0;
    this.current?.abort.abort();
  }

  private async run(): Promise<void> {
    if (this.current) return;
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) await this.send(one);
  }

  private async send({ key, file, after }: Waiting): Promise<void> {
    const abort = new AbortController();
    this.current = { key, abort };
    try {
      const begun = await this.bring(file, after, (progress) => this.change(key, { progress }), abort.signal);
      this.remove(key);
      this.began(begun);
    } catch (error) {
      if (!abort.signal.aborted) this.change(key, { error: error instanceof ApiError ? error : new ApiError(0, { code: 'internal' }) });
    } finally {
      this.current = null;
    }
  }

  private change(key: string, change: Partial<Sending>): void {
    this.set(this.list.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }

  private set(list: readonly Sending[]): void {
    this.list = list;
    this.emitter.emit();
  }
}
