import { Doc } from 'yjs';
import { BoardDoc } from '../ink/boardDoc';
import { readElement, type BoardElement } from '../ink/element';

/** An element for tests. */
export function element(fields: Record<string, unknown>): BoardElement {
  const read = readElement({ x: 0, y: 0, width: 100, height: 50, ...fields });
  if (!read) throw new Error('not an element');
  return read;
}

/** A page for tests, with these elements. */
export function page(...elements: readonly Record<string, unknown>[]): BoardDoc {
  const drawing = new BoardDoc(new Doc());
  for (const fields of elements) drawing.put(element(fields));
  return drawing;
}
