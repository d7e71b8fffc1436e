import { describe, expect, it, vi } from 'vitest';
import { lookAt, transformOf, viewOf, Viewport } from './viewport';

describe('looking at a part of the page', () => {
  it('sees all of it, in the middle', () => {
    const wide = viewOf(lookAt({ x: 100, y: 50, w: 200, h: 100 }, { width: 800, height: 300 }));
    expect(wide.h).toBeCloseTo(100);
    expect(wide.w).toBeCloseTo(800 / 3);
    expect(wide.x + wide.w / 2).toBeCloseTo(200);
    expect(wide.y + wide.h / 2).toBeCloseTo(100);
  });

  it.each([
    ['nothing', { x: 0, y: 0, w: 0, h: 0 }, 30],
    ['everything', { x: 0, y: 0, w: 1e9, h: 1e9 }, 0.1],
  ])('bounds the zoom for %s', (_, view, zoom) => expect(lookAt(view, { width: 800, height: 600 }).zoom).toBe(zoom));

  it('puts what has the measures of the page to its place', () => {
    expect(transformOf({ scrollX: 10, scrollY: -20, zoom: 2, width: 1, height: 1 })).toBe('scale(2) translate(10px, -20px)');
  });

  it('tells of changes alone', () => {
    const viewport = new Viewport();
    const heard = vi.fn();
    viewport.subscribe(heard);
    const look = lookAt({ x: 0, y: 0, w: 10, h: 10 }, { width: 100, height: 100 });
    viewport.set(look);
    viewport.set({ ...look });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
