import type { BoardDoc } from '../ink/boardDoc';
import type { AuthorBook } from '../ink/canvas';
import type { Writes } from '../rights/rights';
import type { BoardObject } from './objects';

/** Whose list it is, and of which page. */
export interface Reader {
  drawing: BoardDoc;
  authors: Pick<AuthorBook, 'authorOf'>;
  me: { userId: string };
  /** The Yjs client of this page. */
  client: number;
  writes: Writes;
}

/** Whether somebody may change an element, as the server decides it. */
export function mayChange({ drawing, authors, me, client, writes }: Reader, id: string): boolean {
  if (writes !== 'own') return writes === 'all';
  const made = drawing.clientOf(id);
  return made === client || (made !== null && authors.authorOf(made)?.userId === me.userId);
}

/** Why an object stays as it is: it is locked, or somebody else's; null where it can be changed. */
export function keptBy(reader: Reader, object: BoardObject): 'readOnly' | 'others' | 'locked' | null {
  if (reader.writes === 'none') return 'readOnly';
  if (!object.members.every(({ id }) => mayChange(reader, id))) return 'others';
  return object.members.some(({ locked }) => locked) ? 'locked' : null;
}
