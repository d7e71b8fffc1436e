import { blankPage } from '../viewer/boardSvg';
import { lookOf, zoomOf, type Program } from './adapter';
import type { PageBackground, View } from './canvas';
import { lookAt, viewOf, zoomMost } from './viewport';

/** Shows the view, as large as it can be. */
export function fit(program: Program, view: View): void {
  const { scrollX, scrollY, zoom: value } = lookAt(view, lookOf(program));
  const zoom = zoomOf(value);
  if (zoom) program.updateScene({ appState: { scrollX, scrollY, zoom } });
}

/** Excalidraw's tools lie over the canvas above, and its zoom below. */
const room = { top: 76, bottom: 64, sides: 12 };

/** Shows the whole page beside the tools, as everybody sees it first; one without a slide no larger than it is. */
export function showPage(program: Program, paper: Pick<PageBackground, 'width' | 'height'> | null): void {
  const { width, height } = lookOf(program);
  const [w, h, largest] = paper ? [paper.width, paper.height, zoomMost] : [blankPage.w, blankPage.h, 1];
  const tall = Math.max(1, height - room.top - room.bottom);
  const zoom = Math.min(Math.max(1, width - 2 * room.sides) / w, tall / h, largest);
  const seen = { w: width / zoom, h: height / zoom };
  fit(program, { x: w / 2 - seen.w / 2, y: h / 2 - (room.top + tall / 2) / zoom, ...seen });
}

/** Shows so many times less, or more, around the middle. */
export function zoomBy(program: Program, factor: number): void {
  const { x, y, w, h } = viewOf(lookOf(program));
  fit(program, { x: x + (w - w / factor) / 2, y: y + (h - h / factor) / 2, w: w / factor, h: h / factor });
}
