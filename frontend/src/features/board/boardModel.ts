import * as v from 'valibot';
import { assertNever } from '@/shared/assertNever';
import { Emitter } from '@/shared/emitter';
import { decodedSlice, type Slice } from '@/shared/live/slices';
import { addedSchema, eventSchema, snapshotSchema, type BoardEvent, type BoardImport, type BoardSnapshot, type NewPage, type Page, type PageChange, type Shown } from './wire';

/** What the board needs of the connection. */
export interface BoardSession {
  command(type: string, body?: object): Promise<unknown>;
}

interface Known {
  /** False until the first welcome. */
  ready: boolean;
  /** All that this person may see: those of a board in their order. */
  all: readonly Page[];
  /** The group in whose room the person is; empty in the main room. */
  room: string;
  /** Groups that are one with the room's: their pages come behind its own. */
  merged: readonly string[];
  /** The page that is shown to everybody, and by whom. */
  shown: Shown | null;
  /** The page that everybody looks at who doesn't look around: the last one that was shown or put on the stage. */
  lead: string | null;
  /** The page that this person has chosen; null where they go along. */
  own: string | null;
  imports: readonly BoardImport[];
  /** The pages removed while this page of the browser looks on, the newest last; staff can bring them back. */
  removed: readonly Page[];
  /** The person has opened the board in the middle of the class. */
  open: boolean;
}

/** What is known, as it is seen from the room where the person is: nobody shows anything to those who are in a group. */
export interface BoardState extends Known {
  /** The pages of the board that is looked at, in their order. */
  pages: readonly Page[];
  /** The group whose board that is; empty for the main one. */
  group: string;
}

/** What happens while the person is here, not what a welcome brings. */
export type BoardNews =
  | { type: 'shown' | 'added' | 'removed'; page: Page; by: string }
  /** Nobody shows pages any more; `by` is nobody where whoever did has left. Only those are told whom it concerns. */
  | { type: 'stopped'; presenter: string; by: string }
  | { type: 'import'; import: BoardImport };

const initial: Known = { ready: false, all: [], room: '', merged: [], shown: null, lead: null, own: null, imports: [], removed: [], open: false };

/** From the main room, the board of a group is looked at as long as one of its pages is chosen or shown. */
function seenFrom(known: Known): BoardState {
  const { all, room, merged, own } = known;
  if (room !== '') {
    const pages = [room, ...merged].flatMap((group) => all.filter(({ groupId }) => groupId === group));
    return { ...known, pages, group: room, shown: null, lead: null };
  }
  const named = (id: string | null) => all.find(({ boardId }) => boardId === id);
  const group = (named(own) ?? named(known.lead))?.groupId ?? '';
  return { ...known, pages: all.filter(({ groupId }) => groupId === group), group };
}

/** The page that the person looks at now; null where there is none at all. */
export function currentPage({ pages, own, lead }: Pick<BoardState, 'pages' | 'own' | 'lead'>): Page | null {
  const named = (id: string | null) => (id === null ? undefined : pages.find((page) => page.boardId === id));
  return named(own) ?? named(lead) ?? pages[0] ?? null;
}

/** Whether what this person looks at is shown to everybody by themselves. */
export function presents({ shown, own }: Pick<BoardState, 'shown' | 'own'>, userId: string): boolean {
  return shown !== null && shown.by === userId && own === null;
}

/** Whose page and view this person follows; null where they look around, show it themselves, or nobody shows anything. */
export function presenter({ shown, own }: Pick<BoardState, 'shown' | 'own'>, userId: string): string | null {
  return shown !== null && own === null && shown.by !== userId ? shown.by : null;
}

/** The pages of one class, which of them this person looks at, and what staff can do with them. */
export class BoardModel {
  private known = initial;
  private state = seenFrom(initial);
  /** The pages that were chosen in rooms where the person isn't now. */
  private readonly places = new Map<string, string | null>();
  private readonly emitter = new Emitter();
  private readonly listeners = new Set<(news: BoardNews) => void>();
  private readonly session: BoardSession;
  private readonly userId: string;

  constructor(session: BoardSession, userId: string) {
    this.session = session;
    this.userId = userId;
  }

  readonly subscribe = this.emitter.subscribe;
  readonly getSnapshot = (): BoardState => this.state;

  readonly slice: Slice = decodedSlice({
    state: snapshotSchema,
    events: eventSchema,
    onSnapshot: (snapshot) => this.welcome(snapshot),
    onEvent: (event) => this.apply(event),
  });

  readonly onNews = (listener: (news: BoardNews) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** The person is in the room of a group, or back in the main one (empty), with the groups that are one with it. */
  enter(room: string, merged: readonly string[] = []): void {
    const { known } = this;
    if (room !== known.room) {
      this.places.set(known.room, known.own);
      this.set({ room, merged, own: this.places.get(room) ?? null });
    } else if (merged.join() !== known.merged.join()) this.set({ merged });
  }

  setOpen(open: boolean): void {
    if (open !== this.state.open) this.set({ open });
  }

  /** Looks at a page. Who shows pages to everybody takes them along; everybody else looks around by themselves. */
  async go(boardId: string): Promise<void> {
    if (presents(this.state, this.userId)) await this.show(boardId);
    else this.set({ own: boardId });
  }

  /** One page on or back; false where there is none. */
  async step(by: 1 | -1): Promise<boolean> {
    const at = this.state.pages.findIndex((page) => page === currentPage(this.state));
    const next = this.state.pages[at + by];
    if (at < 0 || !next) return false;
    await this.go(next.boardId);
    return true;
  }

  /** Goes along with whoever shows pages. */
  follow(): void {
    this.set({ own: null });
  }

  /** Stays on the page of now while the others go on. */
  roam(): void {
    this.set({ own: currentPage(this.state)?.boardId ?? null });
  }

  /** A page is on the stage: whoever goes along looks at it, unless another one has been shown since; `now` where it was just put there. */
  staged(boardId: string, now = false): void {
    if (boardId !== '' && boardId !== this.known.lead && (now || this.known.shown === null)) this.set({ lead: boardId });
  }

  /** Shows a page to everybody who goes along. */
  async show(boardId: string): Promise<void> {
    await this.session.command('board.show', { boardId });
    this.set({ own: null });
  }

  /** Shows nothing any more: whoever went along stays on the page of now, and goes their own way from there. */
  stop = (): Promise<unknown> => this.session.command('board.show', { boardId: '' });

  async add(page: NewPage): Promise<string> {
    const groupId = this.state.all.find((one) => one.boardId === page.after)?.groupId;
    const { boardId } = v.parse(addedSchema, await this.session.command('board.add', groupId ? { ...page, groupId } : page));
    await this.go(boardId);
    return boardId;
  }

  change = (boardId: string, change: PageChange): Promise<unknown> => this.session.command('board.change', { boardId, ...change });
  /** Puts a page behind another one; before all where that is empty. */
  move = (boardId: string, after: string): Promise<unknown> => this.session.command('board.move', { boardId, after });

  /** Takes a page away. Who shows it to everybody goes on with its neighbour. */
  async remove(boardId: string): Promise<void> {
    const shows = presents(this.state, this.userId) && this.state.shown?.boardId === boardId;
    await this.session.command('board.remove', { boardId });
    const next = currentPage(this.state);
    if (shows && next) await this.show(next.boardId);
  }

  async restore(boardId: string): Promise<void> {
    await this.session.command('board.restore', { boardId });
    await this.go(boardId);
  }

  /** What can't be brought back any more, or won't, isn't offered. */
  forget(boardId: string): void {
    this.set({ removed: this.state.removed.filter((page) => page.boardId !== boardId) });
  }

  /** Takes an import off the list of those that failed or are done. */
  dismiss(importId: string): void {
    this.set({ imports: this.state.imports.filter((one) => one.importId !== importId) });
  }

  /** An import that was just begun; the server's own word comes with its events. */
  began(begun: BoardImport): void {
    if (!this.state.imports.some((one) => one.importId === begun.importId)) this.set({ imports: [...this.state.imports, begun] });
  }

  private welcome({ pages, shown, imports }: BoardSnapshot): void {
    const has = (id: string | null) => pages.some((page) => page.boardId === id);
    const before = this.known;
    const lead = shown?.boardId ?? (has(before.lead) ? before.lead : null);
    // Who looks around goes on doing so over a reconnect.
    this.set({ ready: true, all: pages, shown, lead, own: has(before.own) ? before.own : null, imports: imports ?? [] });
    if (!shown && has(before.shown?.boardId ?? null)) this.stopped(before, '');
  }

  private apply(event: BoardEvent): void {
    switch (event.type) {
      case 'board.added':
        this.added(event);
        return;
      case 'board.changed':
        this.set({ all: this.known.all.map((page) => (page.boardId === event.page.boardId ? event.page : page)) });
        return;
      case 'board.hidden':
        this.set({ all: this.known.all.filter(({ groupId }) => !event.groupIds.includes(groupId)) });
        return;
      case 'board.moved':
        this.moved(event.boardIds);
        return;
      case 'board.removed':
        this.removed(event);
        return;
      case 'board.shown':
        this.shown(event);
        return;
      case 'board.import':
        this.set({ imports: [...this.state.imports.filter((one) => one.importId !== event.import.importId), event.import] });
        this.tell({ type: 'import', import: event.import });
        return;
      default:
        assertNever(event);
    }
  }

  private added({ page, after, by }: Extract<BoardEvent, { type: 'board.added' }>): void {
    const others = this.known.all.filter(({ boardId }) => boardId !== page.boardId);
    const fresh = others.length === this.known.all.length;
    const at = others.findIndex(({ boardId }) => boardId === after) + 1;
    this.set({ all: [...others.slice(0, at), page, ...others.slice(at)], removed: this.known.removed.filter(({ boardId }) => boardId !== page.boardId) });
    if (fresh && this.state.pages.includes(page)) this.tell({ type: 'added', page, by });
  }

  private moved(boardIds: readonly string[]): void {
    const placed = boardIds.flatMap((id) => this.known.all.find((page) => page.boardId === id) ?? []);
    const rest = this.known.all.filter((page) => !boardIds.includes(page.boardId));
    this.set({ all: [...placed, ...rest] });
  }

  private removed({ boardId, by }: Extract<BoardEvent, { type: 'board.removed' }>): void {
    const { all, own, lead, shown, removed } = this.known;
    const page = all.find((one) => one.boardId === boardId);
    if (!page) return;
    const seen = this.state.pages.includes(page);
    const board = all.filter(({ groupId }) => groupId === page.groupId);
    const at = board.indexOf(page);
    // Whoever looked at it looks at what has taken its place.
    const next = (board[at + 1] ?? board[at - 1])?.boardId ?? null;
    const instead = (id: string | null) => (id === boardId ? next : id);
    this.set({ all: all.filter((other) => other !== page), own: instead(own), lead: instead(lead), shown: shown?.boardId === boardId ? null : shown, removed: [...removed, page] });
    if (seen) this.tell({ type: 'removed', page, by });
  }

  private shown({ boardId, by }: Extract<BoardEvent, { type: 'board.shown' }>): void {
    if (boardId === '') {
      const before = this.known;
      this.set({ shown: null });
      this.stopped(before, by);
      return;
    }
    // Where nobody has shown anything before, everybody goes along; who looks around since goes on doing so.
    const { room, shown, own } = this.known;
    this.set({ shown: { boardId, by }, own: shown === null && room === '' ? null : own, lead: boardId });
    if (room !== '' && shown === null) this.places.set('', null);
    const page = this.state.pages.find((one) => one.boardId === boardId);
    if (page) this.tell({ type: 'shown', page, by });
  }

  /** Tells who went along, and who showed pages and didn't end that themselves. */
  private stopped({ shown, own, room }: Known, by: string): void {
    const concerned = room === '' && shown !== null && by !== this.userId && (shown.by === this.userId || own === null);
    if (concerned) this.tell({ type: 'stopped', presenter: shown.by, by });
  }

  private tell(news: BoardNews): void {
    for (const listener of [...this.listeners]) listener(news);
  }

  private set(change: Partial<Known>): void {
    this.known = { ...this.known, ...change };
    this.state = seenFrom(this.known);
    this.emitter.emit();
  }
}
