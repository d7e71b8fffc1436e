import { toBase64 } from 'lib0/buffer';
import { describe, expect, it } from 'vitest';
import { Doc } from 'yjs';
import { BoardDoc } from '../ink/boardDoc';
import { readElement } from '../ink/element';
import { Previews } from './previews';

/** A page's history with one update for each element. */
function drawn(ids: readonly string[]): { seq: number; update: string }[] {
  const doc = new Doc();
  const drawing = new BoardDoc(doc);
  const updates: { seq: number; update: string }[] = [];
  doc.on('update', (update: Uint8Array) => updates.push({ seq: (updates.length + 1) * 10, update: toBase64(update) }));
  for (const id of ids) {
    const element = readElement({ id, type: 'rectangle', x: 1, y: 2, width: 3, height: 4 });
    if (element) drawing.put(element);
  }
  return updates;
}

const idsOf = (previews: Previews, boardId: string) =>
  previews
    .drawing(boardId)
    .elements()
    .map(({ id }) => id)
    .join('');

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('small pictures of pages', () => {
  it('are read in parts, and later only what is new', async () => {
    const log = drawn(['a', 'b', 'c', 'd', 'e']);
    let kept = 4;
    const asked: number[] = [];
    const previews = new Previews((_, after) => {
      asked.push(after);
      const rest = log.slice(0, kept).filter(({ seq }) => seq > after);
      const updates = rest.slice(0, 3);
      return Promise.resolve({ updates, next: rest.length > 3 ? (updates[2]?.seq ?? null) : null });
    });
    previews.refresh('p');
    await settled();
    expect(idsOf(previews, 'p')).toBe('abcd');
    kept = 5;
    previews.refresh('p');
    await settled();
    expect(idsOf(previews, 'p')).toBe('abcde');
    expect(asked).toEqual([0, 30, 40]);
  });

  it('are read one after another; one that fails is read again later', async () => {
    const asked: string[] = [];
    let fails = true;
    const previews = new Previews((boardId) => {
      asked.push(boardId);
      return fails && boardId === 'a' ? Promise.reject(new Error('offline')) : Promise.resolve({ updates: drawn([boardId]), next: null });
    });
    previews.refresh('a');
    previews.refresh('b');
    previews.refresh('c');
    previews.leave('c');
    await settled();
    fails = false;
    previews.refresh('a');
    await settled();
    expect(asked).toEqual(['a', 'b', 'a']);
    expect(idsOf(previews, 'a')).toBe('a');
    previews.dispose();
  });
});
