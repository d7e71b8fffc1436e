import type { ShapeElement } from '../ink/element';
import { cornerRadius, type Point } from './geometry';
import { short, tag, type Attributes } from './markup';

/** The outline of a shape as markup. */
export function shapeMarkup(shape: ShapeElement, how: Attributes): string {
  const { width, height } = shape;
  switch (shape.type) {
    case 'rectangle':
      return tag('rect', { ...how, width, height, rx: cornerRadius(Math.min(width, height), shape.roundness) || null });
    case 'ellipse':
      return tag('ellipse', { ...how, cx: width / 2, cy: height / 2, rx: width / 2, ry: height / 2 });
    case 'diamond':
      return tag('path', { ...how, d: diamond(shape) });
  }
}

function diamond({ width, height, roundness }: ShapeElement): string {
  const corners: Point[] = [[width / 2, 0], [width, height / 2], [width / 2, height], [0, height / 2]];
  const [x, y] = [cornerRadius(width / 2, roundness), cornerRadius(height / 2, roundness)];
  if (x === 0 || y === 0) return `M${corners.map(write).join('L')}Z`;
  const near = (corner: Point, towards: Point): Point => [corner[0] + Math.sign(towards[0] - corner[0]) * x, corner[1] + Math.sign(towards[1] - corner[1]) * y];
  const around = corners.map((corner, i) => {
    const before = corners[(i + 3) % 4] ?? corner;
    const after = corners[(i + 1) % 4] ?? corner;
    return `${write(near(corner, before))}C${write(corner)} ${write(corner)} ${write(near(corner, after))}`;
  });
  return `M${around.join('L')}Z`;
}

/** A polygon close to the outline, for what fills it. */
export function outline({ type, width, height }: ShapeElement): Point[] {
  if (type === 'rectangle') return [[0, 0], [width, 0], [width, height], [0, height]];
  if (type === 'diamond') return [[width / 2, 0], [width, height / 2], [width / 2, height], [0, height / 2]];
  return Array.from({ length: 48 }, (_, i): Point => {
    const angle = (i / 48) * 2 * Math.PI;
    return [(width / 2) * (1 + Math.cos(angle)), (height / 2) * (1 + Math.sin(angle))];
  });
}

const mostLines = 400;

/** Lines that fill a polygon, in a direction (radians) and so far from each other, as a path. */
export function hatch(polygon: readonly Point[], angle: number, gap: number): string {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const turned = polygon.map(([x, y]): Point => [x * cos + y * sin, y * cos - x * sin]);
  const heights = turned.map(([, y]) => y);
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  const step = Math.max(gap, (bottom - top) / mostLines, 0.5);
  let path = '';
  for (let y = top + step / 2; y < bottom; y += step) {
    const crossings = cross(turned, y);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const back = (x: number) => write([x * cos - y * sin, x * sin + y * cos]);
      path += `M${back(crossings[i] ?? 0)}L${back(crossings[i + 1] ?? 0)}`;
    }
  }
  return path;
}

function cross(polygon: readonly Point[], y: number): number[] {
  const found: number[] = [];
  for (const [i, [x1, y1]] of polygon.entries()) {
    const [x2, y2] = polygon[(i + 1) % polygon.length] ?? [x1, y1];
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  return found.sort((a, b) => a - b);
}

const write = ([x, y]: Point) => `${short(x)} ${short(y)}`;
