import type { BoardState } from './boardModel';
import { mostGroupPages, mostPages, type Page } from './wire';

/** What a group is called now; undefined where that isn't known. */
export type GroupName = (groupId: string) => string | undefined;

export const nameless: GroupName = () => undefined;

/** What a group is called: as it is known, or as the page says that shows all groups; empty where nobody says. */
export function groupName(pages: readonly Page[], groupId: string, nameOf: GroupName): string {
  const known = nameOf(groupId);
  if (known) return known;
  for (const { frames } of pages) for (const frame of frames) if (frame.groupId === groupId) return frame.name;
  return '';
}

/** The page from which the board of a group is opened; the first one of the main board where none is. */
export function frameOf(pages: readonly Page[], groupId: string): Page | undefined {
  return pages.find(({ frames }) => frames.some((frame) => frame.groupId === groupId)) ?? pages.find((page) => page.groupId === '');
}

/** The board has as many pages as it can. */
export function isFull({ pages, group }: Pick<BoardState, 'pages' | 'group'>): boolean {
  return pages.length >= (group === '' ? mostPages : mostGroupPages);
}

/** Whether everybody can be shown the page: from the main room, and a group's once everybody may look at it. */
export function canBeShown({ room }: Pick<BoardState, 'room'>, { groupId, shared }: Page): boolean {
  return room === '' && (groupId === '' || shared);
}
