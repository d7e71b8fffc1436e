import type { Board } from './board';
import type { BoardState } from './boardModel';
import type { Drawn } from './page/PageView';
import type { Previews } from './strip/previews';
import type { Asked, BoardStage, Lesson, Member } from './props';
import type { Page } from './wire';

/** What every part of the board's page needs: the pages, who looks at them, and what may be asked for. */
export interface Desk {
  board: Board;
  state: BoardState;
  current: Page;
  previews: Previews;
  /** What is drawn on the page that is seen, once it is there. */
  drawn: Drawn | null;
  me: Member;
  lesson: Lesson;
  staff: boolean;
  /** Pages can be added, moved and so on: by staff, while the class runs. */
  manages: boolean;
  stage: BoardStage | null;
  pageName(page: Page): string;
  nameOf(userId: string): string;
  /** What a group is called; empty where nobody says. */
  groupName(groupId: string): string;
  ask(asked: Asked): void;
  /** Waits for what was asked of the server, and says in a notice what it refused. */
  attempt(asked: Promise<unknown>): Promise<boolean>;
}

/** Behind which page one goes that was dropped before or behind another; empty where it comes first. */
export function placeAfter(ids: readonly string[], moving: ReadonlySet<string>, target: string, position: 'before' | 'after'): string {
  const rest = ids.filter((id) => !moving.has(id) || id === target);
  const at = rest.indexOf(target);
  const before = rest.slice(0, position === 'before' ? at : at + 1).filter((id) => !moving.has(id));
  return before[before.length - 1] ?? '';
}

/** Behind which page one goes that moves one place; null where it stands at that end already. */
export function neighbour(ids: readonly string[], id: string, by: 1 | -1): string | null {
  const at = ids.indexOf(id);
  if (at < 0 || at + by < 0 || at + by >= ids.length) return null;
  return (by === 1 ? ids[at + 1] : ids[at - 2]) ?? '';
}
