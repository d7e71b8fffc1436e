import type { View } from '../ink/canvas';
import { unite } from '../viewer/geometry';
import { times } from './paintSvg';
import type { Matrix } from './sheet';

/** What a page of a PDF shows of a page of the board, and how the one becomes the other. */
export interface Paper {
  /** In points. */
  width: number;
  height: number;
  view: View;
  matrix: Matrix;
}

/** A4, broad. */
const a4 = { width: 841.89, height: 595.28 };
/** Smaller than that, writing can't be read on paper: the sheet grows instead. */
const smallest = 0.25;
const comfortable = 0.5;
/** No page of a PDF is larger, in points (ISO 32000, annex C). */
const largest = 14_400;

/** A sheet for a page that has none of its own: A4, filled, unless that would make everything too small. */
export function blankPaper(view: View): Paper {
  const fit = Math.min(a4.width / view.w, a4.height / view.h);
  if (fit < smallest) return tightPaper(view, comfortable);
  const [w, h] = [a4.width / fit, a4.height / fit];
  return paperOf({ x: view.x - (w - view.w) / 2, y: view.y - (h - view.h) / 2, w, h }, fit);
}

/** A sheet with the shape of a picture, as wide as A4. */
export const picturePaper = (view: View, pictureWidth: number): Paper => tightPaper(view, a4.width / Math.max(pictureWidth, 1));

function tightPaper(view: View, scale: number): Paper {
  return paperOf(view, Math.min(scale, largest / Math.max(view.w, view.h)));
}

function paperOf(view: View, scale: number): Paper {
  const [width, height] = [view.w * scale, view.h * scale];
  return { width, height, view, matrix: [scale, 0, 0, -scale, -view.x * scale, height + view.y * scale] };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From the measures of a page's picture to the page of the PDF that it is of, which may be turned. */
export function ontoSource({ x, y, width, height }: Box, turned: number, picture: { width: number; height: number }): Matrix {
  const angle = ((Math.round(turned / 90) * 90) % 360 + 360) % 360;
  const [across, down] = angle === 90 || angle === 270 ? [height, width] : [width, height];
  const size: Matrix = [across / picture.width, 0, 0, down / picture.height, 0, 0];
  switch (angle) {
    case 90:
      return times([0, 1, 1, 0, x, y], size);
    case 180:
      return times([-1, 0, 0, 1, x + width, y], size);
    case 270:
      return times([0, -1, -1, 0, x + width, y + height], size);
    default:
      return times([1, 0, 0, -1, x, y + height], size);
  }
}

/** Of the boxes of a page, the one with the shape of its picture: programs draw either. */
export function drawnBox(boxes: readonly Box[], turned: number, picture: { width: number; height: number }): Box | null {
  const sideways = Math.round(turned / 90) % 2 !== 0;
  const wanted = picture.width / picture.height;
  const off = ({ width, height }: Box) => Math.abs(Math.log((sideways ? height / width : width / height) / wanted));
  const usable = boxes.filter(({ width, height }) => width > 0 && height > 0);
  return usable.reduce<Box | null>((best, box) => (best === null || off(box) < off(best) - 0.01 ? box : best), null);
}

/** The box, enlarged so that this part of the picture is in it. */
export function enlarged(box: Box, matrix: Matrix, view: View): Box {
  const [a, b, c, d, e, f] = matrix;
  const at = (px: number, py: number) => ({ x: a * px + c * py + e, y: b * px + d * py + f, w: 0, h: 0 });
  const all = unite([{ x: box.x, y: box.y, w: box.width, h: box.height }, at(view.x, view.y), at(view.x + view.w, view.y + view.h)]);
  return all ? { x: all.x, y: all.y, width: Math.min(all.w, largest), height: Math.min(all.h, largest) } : box;
}
