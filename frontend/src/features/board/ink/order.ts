/**
 * The order of elements is told by a string each (fractional indexing, as Excalidraw has it): between two there is always
 * room for another. Excalidraw throws on what isn't such a string, and then nobody could draw on the page any more.
 */

const digits = /^[A-Za-z][0-9A-Za-z]+$/;
const longest = 200;
const lowest = `A${'0'.repeat(26)}`;

/** How long the whole part is, by its first sign: a to z count up from 2, Z to A from 2 as well. */
function wholeLength(sign: number): number {
  return sign >= 97 ? sign - 97 + 2 : 90 - sign + 2;
}

/** Whether another element can be put beside one with this index. */
export function isIndex(index: string): boolean {
  if (index.length > longest || !digits.test(index) || index === lowest) return false;
  const whole = wholeLength(index.charCodeAt(0));
  return index.length === whole || (index.length > whole && !index.endsWith('0'));
}
