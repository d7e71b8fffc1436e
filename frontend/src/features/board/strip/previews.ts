import { fromBase64 } from 'lib0/buffer';
import { applyUpdate, Doc } from 'yjs';
import { BoardDoc } from '../ink/boardDoc';

interface History {
  updates: readonly { seq: number; update: string }[];
  next: number | null;
}

type Read = (boardId: string, after: number) => Promise<History>;

/** Reads what is new of a page into its document, and returns the last update that is in it now. */
export async function catchUp(read: Read, boardId: string, doc: Doc, after: number): Promise<number> {
  let seq = after;
  for (;;) {
    const { updates, next } = await read(boardId, seq);
    doc.transact(() => {
      for (const { update } of updates) applyUpdate(doc, fromBase64(update));
    });
    seq = next ?? updates[updates.length - 1]?.seq ?? seq;
    if (next === null) return seq;
  }
}

interface Preview {
  doc: Doc;
  drawing: BoardDoc;
  /** The last update that is in it. */
  seq: number;
}

/**
 * The documents of pages that aren't open, for small pictures of them: what the server has kept of each, without a
 * connection. They are read one after another, and only what is new is read again.
 */
export class Previews {
  private readonly previews = new Map<string, Preview>();
  private readonly waiting = new Set<string>();
  private readonly read: Read;
  private running = false;

  constructor(read: Read) {
    this.read = read;
  }

  /** What is drawn on a page, as far as it was read. */
  drawing(boardId: string): BoardDoc {
    return this.preview(boardId).drawing;
  }

  /** Reads what is new of a page. */
  refresh(boardId: string): void {
    this.waiting.add(boardId);
    void this.run();
  }

  /** Nobody looks at the small picture of the page any more. */
  leave(boardId: string): void {
    this.waiting.delete(boardId);
  }

  dispose(): void {
    this.waiting.clear();
    for (const { doc } of this.previews.values()) doc.destroy();
    this.previews.clear();
  }

  private preview(boardId: string): Preview {
    const known = this.previews.get(boardId);
    if (known) return known;
    const doc = new Doc();
    const made = { doc, drawing: new BoardDoc(doc), seq: 0 };
    this.previews.set(boardId, made);
    return made;
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (const boardId of this.waiting) {
      this.waiting.delete(boardId);
      await this.catchUp(boardId);
    }
    this.running = false;
  }

  private async catchUp(boardId: string): Promise<void> {
    const preview = this.preview(boardId);
    try {
      preview.seq = await catchUp(this.read, boardId, preview.doc, preview.seq);
    } catch {
      // The small picture stays as it is; it is read again later.
    }
  }
}
