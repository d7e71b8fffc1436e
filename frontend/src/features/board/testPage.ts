import type { Page } from './wire';

/** A page for tests. */
export function testPage(boardId: string, change: Partial<Page> = {}): Page {
  return { boardId, groupId: '', shared: false, frames: [], title: `Page ${boardId}`, template: 'blank', locked: false, access: 'all', writers: [], editOthers: false, background: null, createdBy: 'maya', ...change };
}
