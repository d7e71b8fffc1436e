import { Doc } from 'yjs';
import { BoardDoc } from '@/features/board/ink/boardDoc';
import { catchUp } from '@/features/board/strip/previews';

interface Deps {
  read: Parameters<typeof catchUp>[0];
  /** Who drew as which client of the page's document. */
  authors(boardId: string): Promise<readonly { client: number; userId: string }[]>;
  /** These people have just drawn something. */
  drew(userIds: readonly string[]): void;
  everyMs?: number;
}

interface GroupBoard {
  doc: Doc;
  drawing: BoardDoc;
  seq: number;
  /** It has been read once. */
  read: boolean;
  /** What came since it was read last. */
  fresh: Set<string>;
  watched: number;
}

/**
 * The boards of groups as the server keeps them, read anew every few seconds as long as somebody looks at them; and who
 * drew on them. One is read after the other.
 */
export class GroupBoards {
  private readonly boards = new Map<string, GroupBoard>();
  private readonly clients = new Map<number, string>();
  private readonly deps: Deps;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = false;

  constructor(deps: Deps) {
    this.deps = deps;
  }

  drawing(boardId: string): BoardDoc {
    return this.board(boardId).drawing;
  }

  /** Reads it from now on, until what is returned is called. */
  watch(boardId: string): () => void {
    const board = this.board(boardId);
    board.watched += 1;
    this.wake(0);
    return () => {
      board.watched -= 1;
    };
  }

  private board(boardId: string): GroupBoard {
    const known = this.boards.get(boardId);
    if (known) return known;
    const doc = new Doc();
    const made: GroupBoard = { doc, drawing: new BoardDoc(doc), seq: 0, read: false, fresh: new Set(), watched: 0 };
    made.drawing.subscribe(({ ids }) => {
      for (const id of ids) made.fresh.add(id);
    });
    this.boards.set(boardId, made);
    return made;
  }

  private wake(afterMs: number): void {
    if (this.reading) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.round(), afterMs);
  }

  private async round(): Promise<void> {
    this.reading = true;
    for (const [boardId, board] of this.boards) {
      if (board.watched > 0 && document.visibilityState === 'visible') await this.refresh(boardId, board);
    }
    this.reading = false;
    if ([...this.boards.values()].some(({ watched }) => watched > 0)) this.wake(this.deps.everyMs ?? 3_000);
  }

  private async refresh(boardId: string, board: GroupBoard): Promise<void> {
    const first = !board.read;
    try {
      board.seq = await catchUp(this.deps.read, boardId, board.doc, board.seq);
      board.read = true;
      const ids = [...board.fresh];
      board.fresh.clear();
      // What was there before anybody looked was drawn at some other time.
      if (!first && ids.length > 0) await this.tell(boardId, board, ids);
    } catch {
      // The small picture stays as it is; it is read again soon.
    }
  }

  private async tell(boardId: string, { drawing }: GroupBoard, ids: readonly string[]): Promise<void> {
    const clients = new Set(ids.map((id) => drawing.clientOf(id)).filter((client) => client !== null));
    if ([...clients].some((client) => !this.clients.has(client))) {
      for (const { client, userId } of await this.deps.authors(boardId)) this.clients.set(client, userId);
    }
    this.deps.drew([...clients].flatMap((client) => this.clients.get(client) ?? []));
  }
}
