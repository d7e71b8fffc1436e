import { Emitter } from '@/shared/emitter';
import { mostFiles, type FileDesk, type TaskFile } from './fileDesk';

/** A file on its way to a task, or one that failed. */
export interface Sending {
  id: string;
  /** The key of the group that it is for; null: for all. */
  place: string | null;
  name: string;
  /** From 0 to 1. */
  progress: number;
  error: unknown;
}

export interface AttachmentsState {
  known: ReadonlyMap<string, TaskFile>;
  /** The files that were there before are known, or can't be. */
  listed: boolean;
  sending: readonly Sending[];
}

/** The files of a plan that is being made: what they are called, and those on their way. */
export class Attachments {
  private state: AttachmentsState = { known: new Map(), listed: false, sending: [] };
  private readonly aborts = new Map<string, AbortController>();
  private readonly emitter = new Emitter();
  private readonly desk: FileDesk;
  private readonly done: (place: string | null, file: TaskFile) => void;
  private next = 1;

  constructor(desk: FileDesk, done: (place: string | null, file: TaskFile) => void) {
    this.desk = desk;
    this.done = done;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): AttachmentsState => this.state;

  /** Asks for the names of those that were attached before. */
  async list(signal: AbortSignal): Promise<void> {
    const files = await this.desk.list(signal).catch(() => []);
    if (!signal.aborted) this.set({ listed: true, known: this.with(files) });
  }

  /** Takes in what others are called, which come along with earlier groups. */
  know(files: readonly TaskFile[]): void {
    this.set({ known: this.with(files) });
  }

  /** Takes as many as the task may have beside those that it has, and returns how many were left out. */
  add(place: string | null, files: readonly File[], has: number): number {
    const coming = this.state.sending.filter((one) => one.place === place && one.error === null).length;
    const room = Math.max(0, mostFiles - has - coming);
    for (const file of files.slice(0, room)) void this.send(place, file);
    return Math.max(0, files.length - room);
  }

  /** Stops one that is on its way, and forgets it. */
  remove(id: string): void {
    this.aborts.get(id)?.abort();
    this.aborts.delete(id);
    this.set({ sending: this.state.sending.filter((one) => one.id !== id) });
  }

  dispose(): void {
    for (const abort of this.aborts.values()) abort.abort();
    this.aborts.clear();
  }

  private async send(place: string | null, file: File): Promise<void> {
    const id = `file-${this.next++}`;
    const tooLarge = file.size > this.desk.mostBytes;
    this.set({ sending: [...this.state.sending, { id, place, name: file.name, progress: 0, error: tooLarge ? new TooLarge() : null }] });
    if (tooLarge) return;
    const abort = new AbortController();
    this.aborts.set(id, abort);
    try {
      const done = await this.desk.upload(file, file.name || 'file', (progress) => this.change(id, { progress }), abort.signal);
      if (abort.signal.aborted) return;
      this.set({ known: this.with([done]), sending: this.state.sending.filter((one) => one.id !== id) });
      this.done(place, done);
    } catch (error) {
      if (!abort.signal.aborted) this.change(id, { error });
    } finally {
      this.aborts.delete(id);
    }
  }

  private with(files: readonly TaskFile[]): ReadonlyMap<string, TaskFile> {
    return new Map([...this.state.known, ...files.map((file) => [file.fileId, file] as const)]);
  }

  private change(id: string, change: Partial<Sending>): void {
    this.set({ sending: this.state.sending.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  }

  private set(change: Partial<AttachmentsState>): void {
    this.state = { ...this.state, ...change };
    this.emitter.emit();
  }
}

/** The file is larger than the server takes; it isn't sent at all. */
export class TooLarge extends Error {}
