import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { Emitter } from '@/shared/emitter';
import type { AuthorBook } from '../ink/canvas';
import type { PageAuthor } from '../wire';

export interface Author {
  userId: string;
  name: string;
  color: string;
}

const stateSchema = v.object({ user: v.object({ userId: v.string(), name: v.string(), color: v.string() }) });

/** Somebody who isn't known yet is asked for no sooner than this after the last time. */
const pauseMs = 4_000;

/** Who drew what: those who are on the page now by its awareness, all others by the server's list. */
export class Authors implements AuthorBook {
  private readonly emitter = new Emitter();
  private readonly known = new Map<number, Author>();
  private readonly awareness: Awareness;
  private readonly read: () => Promise<readonly PageAuthor[]>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private readonly unknown = new Set<number>();
  private version = 0;

  constructor(awareness: Awareness, read: () => Promise<readonly PageAuthor[]>) {
    this.awareness = awareness;
    this.read = read;
  }

  readonly subscribe = this.emitter.subscribe;
  /** Grows with each that becomes known. */
  readonly getSnapshot = (): number => this.version;

  start(): void {
    this.awareness.on('change', this.meet);
    this.meet();
    this.ask(0);
  }

  dispose(): void {
    this.awareness.off('change', this.meet);
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  readonly authorOf = (client: number): Author | null => {
    const author = this.known.get(client);
    if (author) return author;
    // Once for each: who isn't in the list then won't be later.
    if (!this.unknown.has(client)) {
      this.unknown.add(client);
      this.ask(Math.max(0, this.askedAt + pauseMs - performance.now()));
    }
    return null;
  };

  private ask(afterMs: number): void {
    this.timer ??= setTimeout(() => void this.list(), afterMs);
  }

  private async list(): Promise<void> {
    this.timer = undefined;
    this.askedAt = performance.now();
    try {
      this.learn((await this.read()).map(({ client, ...author }) => [client, author]));
    } catch {
      // Names are missing for now; whoever is asked about next has the list read again.
      this.unknown.clear();
    }
  }

  private readonly meet = (): void => {
    const met: [number, Author][] = [];
    for (const [client, state] of this.awareness.getStates()) {
      const parsed = v.safeParse(stateSchema, state);
      if (parsed.success) met.push([client, parsed.output.user]);
    }
    this.learn(met);
  };

  private learn(authors: readonly (readonly [number, Author])[]): void {
    const fresh = authors.filter(([client]) => !this.known.has(client));
    if (fresh.length === 0) return;
    for (const [client, author] of fresh) this.known.set(client, author);
    this.version++;
    this.emitter.emit();
  }
}

/** Who drew the elements, each once, in the order of what they drew. */
export function authorsOf(ids: readonly string[], drawing: { clientOf(id: string): number | null }, book: Pick<AuthorBook, 'authorOf'>): Author[] {
  const found = new Map<string, Author>();
  for (const id of ids) {
    const client = drawing.clientOf(id);
    const author = client === null ? null : book.authorOf(client);
    if (author) found.set(author.userId, author);
  }
  return [...found.values()];
}
