import type { View } from '../ink/canvas';
import type { BoardElement } from '../ink/element';
import { boxOfElement, unite } from '../viewer/geometry';

export const places = ['topLeft', 'top', 'topRight', 'left', 'middle', 'right', 'bottomLeft', 'bottom', 'bottomRight'] as const;
export type Place = (typeof places)[number];

/** The rectangle of the page that elements take; an empty one where there are none. */
export function boxOfElements(elements: readonly BoardElement[]): View {
  return unite(elements.map(boxOfElement)) ?? { x: 0, y: 0, w: 0, h: 0 };
}

/** Where in an area something stands, as people say it: by its middle, in thirds. */
export function placeIn(area: View, box: View): Place {
  const third = (at: number, start: number, length: number) => Math.min(2, Math.max(0, Math.floor(((at - start) / Math.max(length, 1)) * 3)));
  const column = third(box.x + box.w / 2, area.x, area.w);
  const row = third(box.y + box.h / 2, area.y, area.h);
  return places[row * 3 + column] ?? 'middle';
}
