export interface Fit {
  columns: number;
  rows: number;
  width: number;
  height: number;
}

const wideTile = 16 / 9;
/** On an upright phone wide tiles would leave half of the screen empty. */
const uprightTile = 4 / 3;
const maxTiles = 25;
/** A phone on its side: smaller tiles, or everyone would be on a page of their own. */
const lowBox = 300;

function aspectOf(boxWidth: number, boxHeight: number): number {
  return isNarrow(boxWidth) && boxHeight > boxWidth ? uprightTile : wideTile;
}

function isNarrow(boxWidth: number): boolean {
  return boxWidth < 560;
}

/** The columns that give `count` tiles the largest size in the given box; side by side where that costs next to nothing. */
export function fitTiles(count: number, boxWidth: number, boxHeight: number, gap: number): Fit {
  const aspect = aspectOf(boxWidth, boxHeight);
  let best: Fit = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns) || 1;
    const byWidth = (boxWidth - gap * (columns - 1)) / columns;
    const byHeight = ((boxHeight - gap * (rows - 1)) / rows) * aspect;
    const width = Math.floor(Math.min(byWidth, byHeight));
    if (width > best.width * 0.95) best = { columns, rows, width, height: Math.floor(width / aspect) };
  }
  return best;
}

/** How many tiles one page may hold so that names and faces can still be seen. */
export function pageSize(boxWidth: number, boxHeight: number, gap: number): number {
  const narrow = isNarrow(boxWidth);
  const smallest = narrow ? 150 : boxHeight < lowBox ? 140 : 176;
  const cap = narrow ? 8 : maxTiles;
  let size = 1;
  for (let count = 2; count <= cap; count += 1) {
    if (fitTiles(count, boxWidth, boxHeight, gap).width >= smallest) size = count;
  }
  return size;
}
