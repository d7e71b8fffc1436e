import type { View } from '../ink/canvas';

/** A point of the picture as shares of its width and height. */
export interface Spot {
  x: number;
  y: number;
}

export const centre: Spot = { x: 0.5, y: 0.5 };
const nearest = 40;
const farthest = 8;

/** The part that is seen after going nearer (factor above 1) or farther, with the same point of the page below the spot. */
export function zoomed(view: View, whole: View, factor: number, spot: Spot = centre): View {
  const widest = Math.max(whole.w, whole.h) * farthest;
  const w = Math.min(Math.max(view.w / factor, nearest), widest);
  const scale = w / view.w;
  const h = view.h * scale;
  return { x: view.x + (view.w - w) * spot.x, y: view.y + (view.h - h) * spot.y, w, h };
}

/** The part that is seen after a move by shares of what was seen. */
export function panned(view: View, by: Spot): View {
  return { ...view, x: view.x + view.w * by.x, y: view.y + view.h * by.y };
}

/** The part of the page that a box of this shape shows when it shows all of the view. */
export function filling({ x, y, w, h }: View, { width, height }: { width: number; height: number }): View {
  if (width <= 0 || height <= 0 || w <= 0 || h <= 0) return { x, y, w, h };
  const scale = Math.max(w / width, h / height);
  const [wide, high] = [width * scale, height * scale];
  return { x: x - (wide - w) / 2, y: y - (high - h) / 2, w: wide, h: high };
}

/** The view, moved so far that the box is in it. */
export function bringing(view: View, box: View): View {
  const along = (start: number, length: number, from: number, size: number) => (from >= start && from + size <= start + length ? start : from + size / 2 - length / 2);
  return { ...view, x: along(view.x, view.w, box.x, box.w), y: along(view.y, view.h, box.y, box.h) };
}
