import { codeOf } from '@/shared/api/apiError';
import { Emitter } from '@/shared/emitter';
import type { ExportPage } from './pages';

export type Format = 'pdf' | 'png' | 'svg';

export type ExportState = { phase: 'idle' } | { phase: 'running'; done: number; total: number } | { phase: 'done'; name: string } | { phase: 'failed'; offline: boolean };

export interface Job {
  format: Format;
  /** In their order; of pictures the first alone. */
  pages: readonly ExportPage[];
  title: string;
  language: string;
  name: string;
  source(importId: string): Promise<Blob>;
}

type Make = (job: Job, progress: (done: number) => void, signal: AbortSignal) => Promise<Blob>;

/** Makes one file at a time of pages, and can be stopped. What makes it is loaded when it is first wanted. */
export class ExportModel {
  private state: ExportState = { phase: 'idle' };
  private readonly emitter = new Emitter();
  private running: AbortController | null = null;
  private readonly make: Make;
  private readonly save: (file: Blob, name: string) => void;

  constructor(save: (file: Blob, name: string) => void, make: Make = makeFile) {
    this.save = save;
    this.make = make;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): ExportState => this.state;

  async start(job: Job): Promise<void> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const total = job.pages.length;
    this.set({ phase: 'running', done: 0, total });
    try {
      const progress = (done: number) => !running.signal.aborted && this.set({ phase: 'running', done, total });
      const file = await this.make(job, progress, running.signal);
      if (running.signal.aborted) return;
      this.save(file, job.name);
      this.set({ phase: 'done', name: job.name });
    } catch (error) {
      if (!running.signal.aborted) this.set({ phase: 'failed', offline: codeOf(error) === 'offline' });
    }
  }

  /** Also forgets what came of the last one. */
  stop(): void {
    this.running?.abort();
    this.running = null;
    this.set({ phase: 'idle' });
  }

  private set(state: ExportState): void {
    this.state = state;
    this.emitter.emit();
  }
}

async function makeFile({ format, pages, title, language, source }: Job, progress: (done: number) => void, signal: AbortSignal): Promise<Blob> {
  const [first] = pages;
  if (!first) throw new Error('no page');
  if (format === 'pdf') {
    const { makePdf } = await import('./pdf');
    return makePdf(pages, { title, language, source, progress, signal });
  }
  const { makePng, makeSvg } = await import('./picture');
  return format === 'png' ? makePng(first) : makeSvg(first);
}
