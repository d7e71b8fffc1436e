import type { View } from '../ink/canvas';
import { captionOf, framesPaper, type Box } from '../frames/layout';
import { escapeText, tag } from '../viewer/markup';
import type { ExportPage } from './pages';
import type { Matrix } from './sheet';

/** How large a page has to be for what lies below its drawing; null where that is nothing. */
export const paperBelow = ({ background, frames }: ExportPage): { width: number; height: number } | null => background ?? framesPaper(frames.length);

/** The edge around the board of a group, above it. */
export const frameEdge = (box: Box): string => tag('rect', { ...box, rx: 6, fill: 'none', stroke: '#8b96a5', 'stroke-width': 2 });

/** The name of a group, and the sheet that its board lies on. */
export function frameSheet(name: string, box: Box): string {
  const caption = { x: box.x + box.width / 2, y: box.y - 14, 'text-anchor': 'middle', fill: '#2b3440', 'font-size': 20, 'font-weight': 600, 'font-family': 'sans-serif' };
  return tag('text', caption, escapeText(captionOf(name))) + tag('rect', { ...box, rx: 6, fill: '#ffffff' });
}

/** Puts a part of one page into a box of another one, in its middle and as large as it can be. */
export function into(box: Box, { x, y, w, h }: View): Matrix {
  const scale = Math.min(box.width / w, box.height / h);
  return [scale, 0, 0, scale, box.x + (box.width - w * scale) / 2 - x * scale, box.y + (box.height - h * scale) / 2 - y * scale];
}
