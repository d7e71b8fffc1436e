import { getStroke } from 'perfect-freehand';
import type { InkElement } from '../ink/element';
import { short as exact } from './markup';

/** A tenth of a pixel is as much as ink knows of. */
const short = (value: number) => exact(Math.round(value * 10) / 10);

/** The outline of a stroke, thick where the pen pressed: the same that the drawing program draws. */
export function inkPath({ points, pressures, strokeWidth }: InkElement): string {
  const told = pressures.length > 0;
  const outline = getStroke(
    points.map(([x, y], at) => (told ? [x, y, pressures[at] ?? 0.5] : [x, y])),
    { size: strokeWidth * 4.25, thinning: 0.6, smoothing: 0.5, streamline: 0.5, simulatePressure: !told, easing: (part) => Math.sin((part * Math.PI) / 2), last: true },
  );
  const [first] = outline;
  if (!first) return '';
  // Each point of the outline bends a curve that goes from middle to middle.
  const curves = outline.map(([x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = outline[(at + 1) % outline.length] ?? first;
    return `${short(x)} ${short(y)} ${short((x + nextX) / 2)} ${short((y + nextY) / 2)}`;
  });
  const last = outline[outline.length - 1] ?? first;
  const [startX, startY] = [((last[0] ?? 0) + (first[0] ?? 0)) / 2, ((last[1] ?? 0) + (first[1] ?? 0)) / 2];
  return `M${short(startX)} ${short(startY)}Q${curves.join(' ')}Z`;
}

/** The middle of the stroke alone, for pictures so small that nobody sees how hard the pen was pressed. */
export function coarseInkPath({ points }: InkElement): string {
  const every = Math.ceil(points.length / 24);
  const kept = points.filter((_, at) => at % every === 0 || at === points.length - 1);
  return kept.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`).join('') + (kept.length === 1 ? 'h1' : '');
}
