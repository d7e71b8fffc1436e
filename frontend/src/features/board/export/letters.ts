import { addLetters } from '../viewer/fonts';

/** One line of text as it stands in the viewer's markup. */
export interface Line {
  text: string;
  family: string;
  size: number;
  color: string;
  /** From the right to the left. */
  rtl: boolean;
}

/** A line of text as a picture: its points, and where it is around the line's own place. */
export interface PaintedLine {
  columns: number;
  rows: number;
  /** How much each point is covered; 255 is all of it. */
  cover: Uint8Array;
  /** What colours the points have, red, green and blue each, where they have not all that of the line. */
  colors: Uint8Array | null;
  left: number;
  top: number;
  width: number;
  height: number;
  /** How far the letters go along the line. */
  advance: number;
}

/** Paints lines of text whose letters a PDF doesn't have by itself; null where this device can't. */
export type PaintLine = (line: Line) => Promise<PaintedLine | null>;

/** Pixels a measure of the page: fine enough for paper. */
const density = 4;
const pixelsMost = 8_000;
const colorful = /\p{Extended_Pictographic}/u;

let sheet: HTMLCanvasElement | null = null;

/** By the browser's own means: with the board's letters, and those of the device for all others. */
export const paintLine: PaintLine = async ({ text, family, size, color, rtl }) => {
  sheet ??= document.createElement('canvas');
  const pen = sheet.getContext('2d', { willReadFrequently: true });
  if (!pen) return null;
  addLetters([1, 2, 3, 5, 6, 7, 8, 9].map((fontFamily) => ({ fontFamily })));
  const font = `${size}px ${family}`;
  if (!document.fonts.check(font, text)) await document.fonts.load(font, text).catch(() => []);
  pen.font = font;
  const { width: advance } = pen.measureText(text);
  const [left, top, width, height] = [-size * 0.3, -size * 1.3, advance + size * 0.6, size * 1.9];
  const scale = Math.min(density, pixelsMost / Math.max(width, height));
  const [columns, rows] = [Math.max(1, Math.ceil(width * scale)), Math.max(1, Math.ceil(height * scale))];
  sheet.width = columns;
  sheet.height = rows;
  pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  pen.font = font;
  pen.direction = rtl ? 'rtl' : 'ltr';
  pen.textAlign = 'left';
  pen.fillStyle = color;
  pen.fillText(text, 0, 0);
  return { columns, rows, ...parts(pen.getImageData(0, 0, columns, rows).data, colorful.test(text)), left, top, width: columns / scale, height: rows / scale, advance };
};

function parts(data: Uint8ClampedArray, all: boolean): Pick<PaintedLine, 'cover' | 'colors'> {
  const count = data.length / 4;
  const cover = new Uint8Array(count);
  const colors = all ? new Uint8Array(count * 3) : null;
  for (let i = 0; i < count; i++) {
    cover[i] = data[4 * i + 3] ?? 0;
    colors?.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  }
  return { cover, colors };
}
