import type { LineElement } from '../ink/element';
import { add, lengthOf, stretch, subtract, turn, type Point } from './geometry';
import { short, tag, type Attributes } from './markup';

const at = ([x, y]: Point) => `${short(x)} ${short(y)}`;

/** The path along the points: straight, or in one smooth curve through all of them. */
export function linePath({ points, roundness }: Pick<LineElement, 'points' | 'roundness'>): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (!roundness || points.length < 3) return `M${at(first)}${rest.map((point) => `L${at(point)}`).join('')}`;
  const curves = rest.map((point, before) => {
    const [first, second] = handles(points, before);
    return `C${at(first)} ${at(second)} ${at(point)}`;
  });
  return `M${at(first)}${curves.join('')}`;
}

/** What bends the curve from one point to the next: it leaves each in the direction of its neighbours. */
function handles(points: readonly Point[], from: number): [Point, Point] {
  const start = points[from] ?? [0, 0];
  const end = points[from + 1] ?? start;
  const before = points[from - 1] ?? start;
  const after = points[from + 2] ?? end;
  return [add(start, stretch(subtract(end, before), 1 / 6)), add(end, stretch(subtract(start, after), 1 / 6))];
}

/** Whether the line comes back to where it began: then it has an inside. */
export function isClosed({ points }: Pick<LineElement, 'points'>): boolean {
  const [first, last] = [points[0], points[points.length - 1]];
  return points.length > 3 && first !== undefined && last !== undefined && lengthOf(subtract(first, last)) <= 8;
}

type Head = NonNullable<LineElement['endArrowhead']>;

const long: Partial<Record<Head, number>> = { arrow: 25, diamond: 12, diamond_outline: 12, crowfoot_one: 20, crowfoot_many: 20, crowfoot_one_or_many: 20 };
const degree = Math.PI / 180;

/** The heads at both ends of a line, as markup. */
export function heads(line: LineElement, stroke: Attributes): string {
  const reversed = { ...line, points: [...line.points].reverse() };
  return (line.startArrowhead ? head(line.startArrowhead, reversed, stroke) : '') + (line.endArrowhead ? head(line.endArrowhead, line, stroke) : '');
}

/** One head, at the end of the line. */
function head(kind: Head, { points, roundness, strokeColor, strokeWidth }: LineElement, stroke: Attributes): string {
  const tip = points[points.length - 1] ?? [0, 0];
  const before = points[points.length - 2] ?? tip;
  const from = roundness && points.length > 2 ? handles(points, points.length - 2)[1] : before;
  const away = subtract(from, tip);
  const distance = lengthOf(away);
  if (distance === 0) return '';
  const size = Math.min(long[kind] ?? 15, lengthOf(subtract(before, tip)) * (kind.startsWith('diamond') ? 0.25 : 0.5));
  const back = stretch(away, size / distance);
  const side = (degrees: number, by = back) => add(tip, turn(by, degrees * degree));
  const filled = { ...stroke, 'stroke-dasharray': null, fill: strokeColor };
  const hollow = { ...filled, fill: '#ffffff' };
  const open = { ...filled, fill: 'none' };
  const poly = (corners: readonly Point[], how: Attributes) => tag('path', { ...how, d: `M${corners.map(at).join('L')}Z` });
  const strokes = (...lines: readonly (readonly Point[])[]) => tag('path', { ...open, d: lines.map((points) => `M${points.map(at).join('L')}`).join('') });
  const foot = () => [[side(-25), add(tip, back)], [side(25), add(tip, back)]] as const;
  switch (kind) {
    case 'arrow':
      return strokes([side(-20), tip, side(20)]);
    case 'bar':
      return strokes([side(-90), side(90)]);
    case 'dot':
    case 'circle':
    case 'circle_outline':
      return tag('circle', { ...(kind === 'circle_outline' ? hollow : filled), cx: tip[0], cy: tip[1], r: Math.max(1, (size + strokeWidth - 2) / 2) });
    case 'triangle':
    case 'triangle_outline':
      return poly([tip, side(-25), side(25)], kind === 'triangle' ? filled : hollow);
    case 'diamond':
    case 'diamond_outline':
      return poly([tip, side(-25), add(tip, stretch(back, 2 * Math.cos(25 * degree))), side(25)], kind === 'diamond' ? filled : hollow);
    case 'crowfoot_one':
      return strokes([add(side(-90, stretch(back, 0.5)), back), add(side(90, stretch(back, 0.5)), back)]);
    case 'crowfoot_many':
      return strokes(...spread(tip, back));
    case 'crowfoot_one_or_many':
      return strokes(...spread(tip, back), foot().map(([corner]) => add(corner, stretch(back, 0.2))));
  }
}

/** Three toes from where the head begins to the end of the line. */
function spread(tip: Point, back: Point): readonly (readonly Point[])[] {
  const root = add(tip, back);
  return [-25, 0, 25].map((degrees) => [root, add(root, turn(stretch(back, -1), degrees * degree))]);
}
