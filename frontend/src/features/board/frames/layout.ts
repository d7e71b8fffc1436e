/** A part of a page. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const paperWidth = 1280;
const gap = 32;
/** Of the line with the group's name, above its picture. */
export const captionHeight = 44;
const shape = 10 / 16;

const longestName = 36;

/** What a group is called above its board, as far as there is room. */
export function captionOf(name: string): string {
  const letters = [...name];
  return letters.length > longestName ? `${letters.slice(0, longestName).join('')}…` : name;
}

const columnsFor = (count: number) => Math.min(4, Math.ceil(Math.sqrt(count)));

/** Where the boards of groups are on the page that shows them: in rows, each below its name. */
export function frameBoxes(count: number): Box[] {
  const columns = columnsFor(count);
  const width = (paperWidth - gap * (columns + 1)) / columns;
  const height = width * shape;
  return Array.from({ length: count }, (_, at) => ({
    x: gap + (at % columns) * (width + gap),
    y: gap + captionHeight + Math.floor(at / columns) * (captionHeight + height + gap),
    width,
    height,
  }));
}

/** How large the page has to be for them; null where there are none. */
export function framesPaper(count: number): { width: number; height: number } | null {
  const last = frameBoxes(count).at(-1);
  return last ? { width: paperWidth, height: last.y + last.height + gap } : null;
}

/** Which of them is at a point of the page, its name included; -1 where none is. */
export function frameAt(count: number, x: number, y: number): number {
  return frameBoxes(count).findIndex((box) => x >= box.x && x <= box.x + box.width && y >= box.y - captionHeight && y <= box.y + box.height);
}
