import type { BoardElement } from '../ink/element';
import type { View } from '../ink/canvas';

export type Point = readonly [x: number, y: number];

/** The rectangle that holds the points; null where there are none. */
export function boxOf(points: readonly Point[]): View | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return left > right ? null : { x: left, y: top, w: right - left, h: bottom - top };
}

/** The element's own rectangle before it is turned, counted from its x and y. */
export function ownBox(element: BoardElement): View {
  if ('points' in element) return boxOf(element.points) ?? { x: 0, y: 0, w: 0, h: 0 };
  return { x: 0, y: 0, w: element.width, h: element.height };
}

/** The rectangle of the page that the element takes, its stroke included. */
export function pageBox(element: BoardElement): View {
  const { x, y, w, h } = ownBox(element);
  const middle: Point = [element.x + x + w / 2, element.y + y + h / 2];
  const corners: Point[] = [[-w / 2, -h / 2], [w / 2, -h / 2], [w / 2, h / 2], [-w / 2, h / 2]];
  const turned = boxOf(corners.map((corner) => add(middle, turn(corner, element.angle)))) ?? { x: middle[0], y: middle[1], w: 0, h: 0 };
  const edge = element.type === 'text' || element.type === 'image' ? 0 : element.strokeWidth * (element.type === 'freedraw' ? 2.2 : 1);
  return { x: turned.x - edge, y: turned.y - edge, w: turned.w + 2 * edge, h: turned.h + 2 * edge };
}

// Strokes have many points, and elements that haven't changed are the same ones.
const boxes = new WeakMap<BoardElement, View>();

/** The same, counted once for each element. */
export function boxOfElement(element: BoardElement): View {
  let box = boxes.get(element);
  if (!box) {
    box = pageBox(element);
    boxes.set(element, box);
  }
  return box;
}

/** The rectangle that holds all of them; null where there are none. */
export function unite(boxes: readonly View[]): View | null {
  return boxOf(boxes.flatMap(({ x, y, w, h }): Point[] => [[x, y], [x + w, y + h]]));
}

export function turn([x, y]: Point, angle: number): Point {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [x * cos - y * sin, x * sin + y * cos];
}

export const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1]];
export const subtract = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]];
export const stretch = (a: Point, by: number): Point => [a[0] * by, a[1] * by];
export const lengthOf = ([x, y]: Point): number => Math.hypot(x, y);

/** How round a corner is, by the length of the shorter side. */
export function cornerRadius(side: number, roundness: BoardElement['roundness']): number {
  if (!roundness) return 0;
  const share = side / 4;
  return roundness.type === 3 ? Math.min(share, roundness.value ?? 32) : share;
}
