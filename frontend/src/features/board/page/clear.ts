import type { BoardDoc } from '../ink/boardDoc';
import type { AuthorBook } from '../ink/canvas';
import type { Writes } from '../rights/rights';

/** Takes away what somebody may take away, and returns how to bring it back; null where there is nothing. */
export function clearPage(drawing: BoardDoc, writes: Writes, userId: string, book: Pick<AuthorBook, 'authorOf'>, own: number): (() => void) | null {
  const mine = (id: string) => {
    const client = drawing.clientOf(id);
    return client === own || (client !== null && book.authorOf(client)?.userId === userId);
  };
  const gone = writes === 'none' ? [] : drawing.elements().filter(({ id }) => writes === 'all' || mine(id));
  if (gone.length === 0) return null;
  drawing.transact('clear', () => {
    for (const { id } of gone) drawing.remove(id);
  });
  return () =>
    drawing.transact('clear', () => {
      for (const element of gone) if (!drawing.get(element.id)) drawing.put(element);
    });
}
