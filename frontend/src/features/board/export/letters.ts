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

/** A line of text as a picture: its file, and where it is around the line's own place. */
export interface PaintedLine {
  png: Uint8Array;
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

/** By the browser's own means: with the board's letters, and those of the device for all others. */
export const paintLine: PaintLine = async ({ text, family, size, color, rtl }) => {
  addLetters([1, 2, 3, 5, 6, 7, 8, 9].map((fontFamily) => ({ fontFamily })));
  const font = `${size}px ${family}`;
  await document.fonts.load(font, text).catch(() => []);
  const sheet = document.createElement('canvas');
  const pen = sheet.getContext('2d');
  if (!pen) return null;
  pen.font = font;
  const { width: advance } = pen.measureText(text);
  const [left, top, width, height] = [-size * 0.3, -size * 1.3, advance + size * 0.6, size * 1.9];
  const scale = Math.min(density, pixelsMost / Math.max(width, height));
  sheet.width = Math.max(1, Math.ceil(width * scale));
  sheet.height = Math.max(1, Math.ceil(height * scale));
  pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  pen.font = font;
  pen.direction = rtl ? 'rtl' : 'ltr';
  pen.textAlign = 'left';
  pen.fillStyle = color;
  pen.fillText(text, 0, 0);
  const file = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/png'));
  return file && { png: new Uint8Array(await file.arrayBuffer()), left, top, width, height, advance };
};
