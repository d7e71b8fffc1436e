import { describe, expect, it } from 'vitest';
import { bringing, filling, panned, zoomed } from './panZoom';

const view = { x: 100, y: 50, w: 400, h: 200 };

describe('where a picture of the page looks', () => {
  it('goes nearer with the same point below the spot', () => {
    expect(zoomed(view, view, 2, { x: 0.25, y: 0.5 })).toEqual({ x: 150, y: 100, w: 200, h: 100 });
    expect(zoomed(zoomed(view, view, 2), view, 0.5)).toEqual(view);
  });

  it('never so near or far that nothing can be told apart', () => {
    expect(zoomed(view, view, 1e9).w).toBe(40);
    expect(zoomed(view, view, 1e-9).w).toBe(3200);
    expect(zoomed(view, view, 1e-9).h).toBe(1600);
  });

  it('moves by shares of what is seen', () => {
    expect(panned(view, { x: 0.1, y: -0.5 })).toEqual({ x: 140, y: -50, w: 400, h: 200 });
  });

  it.each([
    [{ width: 800, height: 800 }, { x: 100, y: -50, w: 400, h: 400 }],
    [{ width: 800, height: 200 }, { x: -100, y: 50, w: 800, h: 200 }],
    [{ width: 0, height: 0 }, view],
  ])('in %j shows all of it', (box, seen) => {
    expect(filling(view, box)).toEqual(seen);
  });

  it('moves only where something isn’t in sight', () => {
    expect(bringing(view, { x: 150, y: 60, w: 10, h: 10 })).toEqual(view);
    expect(bringing(view, { x: 1000, y: 60, w: 100, h: 10 })).toEqual({ ...view, x: 850 });
  });
});
