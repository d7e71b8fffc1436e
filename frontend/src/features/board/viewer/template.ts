import type { Template, View } from '../ink/canvas';
import { short, tag } from './markup';

// What lies below the drawing, over as much of the page as is seen. Steps grow where the page is seen from far away, so
// that there are never more lines than the eye can tell apart.

const grid = 32;
const ruled = 48;
const unit = 64;
const staff = { gap: 12, step: 128 };
const mostLines = 160;
const colors = { fine: '#d7dde5', strong: '#8b96a5' };

/** Where the axes cross: the middle of what a new page shows. */
export const origin = { x: 640, y: 360 };

export function templateSvg(template: Template, view: View): string {
  switch (template) {
    case 'blank':
    case 'groups':
      return '';
    case 'grid':
      return lines(rows(view, grid), columns(view, grid), view, colors.fine);
    case 'ruled':
      return lines(rows(view, ruled), [], view, colors.fine);
    case 'music':
      return lines(rows(view, staff.step).flatMap((top) => [0, 1, 2, 3, 4].map((line) => top + line * staff.gap)), [], view, colors.strong);
    case 'axes':
      return axes(view);
  }
}

const rows = ({ y, h }: View, step: number, from = 0) => steps(y, y + h, step, from);
const columns = ({ x, w }: View, step: number, from = 0) => steps(x, x + w, step, from);

function steps(start: number, end: number, step: number, from: number): number[] {
  let wide = step;
  while ((end - start) / wide > mostLines) wide *= 2;
  const found: number[] = [];
  for (let at = from + Math.floor((start - from) / wide) * wide; at <= end; at += wide) found.push(at);
  return found;
}

function lines(across: readonly number[], down: readonly number[], { x, y, w, h }: View, stroke: string): string {
  const d = across.map((at) => `M${short(x)} ${short(at)}h${short(w)}`).join('') + down.map((at) => `M${short(at)} ${short(y)}v${short(h)}`).join('');
  return tag('path', { d, stroke, fill: 'none', 'stroke-width': 1 });
}

function axes(view: View): string {
  const [across, down] = [rows(view, unit, origin.y), columns(view, unit, origin.x)];
  const tick = 6;
  const right = view.x + view.w;
  const marks = down.map((x) => `M${short(x)} ${short(origin.y - tick)}v${2 * tick}`).join('') + across.map((y) => `M${short(origin.x - tick)} ${short(y)}h${2 * tick}`).join('');
  const arrows = `M${short(right - 14)} ${short(origin.y - 7)}L${short(right - 2)} ${short(origin.y)}l-12 7M${short(origin.x - 7)} ${short(view.y + 14)}L${short(origin.x)} ${short(view.y + 2)}l7 12`;
  const cross = `M${short(view.x)} ${short(origin.y)}H${short(right)}M${short(origin.x)} ${short(view.y)}V${short(view.y + view.h)}`;
  return lines(across, down, view, colors.fine) + tag('path', { d: cross + marks + arrows, stroke: colors.strong, fill: 'none', 'stroke-width': 2 }) + numbers(across, down);
}

function numbers(across: readonly number[], down: readonly number[]): string {
  const style = { fill: '#5a6472', 'font-family': 'sans-serif', 'font-size': 13 };
  const at = (value: number) => String(Math.round(value / unit)).replace('-', '\u2212');
  const below = down.filter((x) => x !== origin.x).map((x) => tag('text', { ...style, x, y: origin.y + 22, 'text-anchor': 'middle' }, at(x - origin.x)));
  const beside = across.filter((y) => y !== origin.y).map((y) => tag('text', { ...style, x: origin.x - 10, y: y + 4, 'text-anchor': 'end' }, at(origin.y - y)));
  return below.join('') + beside.join('');
}
