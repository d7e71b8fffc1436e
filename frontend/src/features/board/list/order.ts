import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import type { BoardDoc } from '../ink/boardDoc';
import type { BoardElement } from '../ink/element';
import type { BoardObject } from './objects';

export type Towards = 'forward' | 'backward' | 'front' | 'back';

/** A document may hold an index that none can be made beside. */
function isIndex(index: string | null): index is string {
  if (index === null) return false;
  try {
    generateKeyBetween(index, null);
    return true;
  } catch {
    return false;
  }
}

const indexesOf = (elements: readonly BoardElement[]) => elements.map(({ index }) => index).filter(isIndex);

/** The indexes that so many elements take which come above all that there are. */
export function topIndexes(elements: readonly BoardElement[], count: number): string[] {
  const indexes = indexesOf(elements);
  return generateNKeysBetween(indexes.length > 0 ? indexes.reduce(larger) : null, null, count);
}

const larger = (a: string, b: string) => (a > b ? a : b);
const smaller = (a: string, b: string) => (a < b ? a : b);

/** Brings an object one step, or all the way, up or down among those of a page (the topmost first). False where it is there already. */
export function order(drawing: BoardDoc, objects: readonly BoardObject[], object: BoardObject, towards: Towards, origin: string): boolean {
  const at = objects.findIndex(({ id }) => id === object.id);
  const others = objects.filter(({ id }) => id !== object.id);
  // What it will lie directly above, in the list from the topmost down; behind the last one for the lowest place.
  let place = { forward: at - 1, backward: at + 1, front: 0, back: others.length }[towards];
  if (at < 0 || place < 0 || place > others.length || place === at) return false;
  while (isTied(others, place)) place += towards === 'forward' ? -1 : 1;
  const rest = others.flatMap(({ members }) => members);
  const below = indexesOf(others.slice(place).flatMap(({ members }) => members));
  const lower = below.length > 0 ? below.reduce(larger) : null;
  const above = indexesOf(rest).filter((index) => lower === null || index > lower);
  const upper = above.length > 0 ? above.reduce(smaller) : null;
  const indexes = between(lower, upper, object.members.length);
  if (!indexes) return false;
  drawing.transact(origin, () => {
    for (const [i, { id }] of object.members.entries()) {
      const index = indexes[i];
      if (index !== undefined) drawing.change(id, { index });
    }
  });
  return true;
}

/** Whether nothing comes between the objects above and below: what several people draw in one moment has one index. */
function isTied(objects: readonly BoardObject[], place: number): boolean {
  const below = indexesOf(objects.slice(place).flatMap(({ members }) => members));
  if (below.length === 0) return false;
  const lower = below.reduce(larger);
  return objects.slice(0, place).some(({ members }) => members.some(({ index }) => index === lower));
}

function between(lower: string | null, upper: string | null, count: number): string[] | null {
  try {
    return generateNKeysBetween(lower, upper, count);
  } catch {
    return null; // nothing comes below the lowest index of all
  }
}
