import { describe, expect, it } from 'vitest';
import { blankPaper, drawnBox, enlarged, ontoSource } from './paper';
import type { Matrix } from './sheet';

const through = ([a, b, c, d, e, f]: Matrix, [x, y]: readonly [number, number]) => [a * x + c * y + e, b * x + d * y + f].map((value) => Math.round(value * 100) / 100 + 0);
const picture = { width: 1600, height: 800 };

describe('the pages of a PDF', () => {
  it.each([
    [0, { x: 10, y: 20, width: 400, height: 200 }, [10, 220], [410, 20]],
    [90, { x: 10, y: 20, width: 200, height: 400 }, [10, 20], [210, 420]],
    [180, { x: 10, y: 20, width: 400, height: 200 }, [410, 20], [10, 220]],
    [270, { x: 10, y: 20, width: 200, height: 400 }, [210, 420], [10, 20]],
    [-90, { x: 10, y: 20, width: 200, height: 400 }, [210, 420], [10, 20]],
  ])('turned by %d: the corners of the picture come to those of the page', (turned, box, topLeft, bottomRight) => {
    const matrix = ontoSource(box, turned, picture);
    expect(through(matrix, [0, 0])).toEqual(topLeft);
    expect(through(matrix, [1600, 800])).toEqual(bottomRight);
  });

  it('grow where something was drawn beside them', () => {
    const box = { x: 0, y: 0, width: 400, height: 200 };
    const matrix = ontoSource(box, 0, picture);
    expect(enlarged(box, matrix, { x: 100, y: 100, w: 50, h: 50 })).toEqual(box);
    expect(enlarged(box, matrix, { x: -400, y: 700, w: 500, h: 200 })).toEqual({ x: -100, y: -25, width: 500, height: 225 });
    expect(enlarged(box, matrix, { x: 0, y: 0, w: 1e6, h: 1e6 })).toMatchObject({ width: 14_400, height: 14_400 });
  });

  it('the box that was drawn is the one with the shape of the picture', () => {
    const [media, crop] = [{ x: 0, y: 0, width: 600, height: 600 }, { x: 50, y: 50, width: 400, height: 200 }];
    expect(drawnBox([media, crop], 0, picture)).toBe(crop);
    expect(drawnBox([media, crop], 0, { width: 10, height: 10 })).toBe(media);
    expect(drawnBox([{ ...media, width: 0 }], 0, picture)).toBeNull();
  });

  it('blank ones are A4, unless too much is on them', () => {
    const paper = blankPaper({ x: 0, y: 0, w: 1280, h: 720 });
    expect([paper.width, paper.height].map(Math.round)).toEqual([842, 595]);
    expect(through(paper.matrix, [paper.view.x, paper.view.y])).toEqual([0, 595.28]);
    expect(through(paper.matrix, [640, 360])).toEqual([420.94, 297.64]);
    expect(blankPaper({ x: 0, y: 0, w: 10_000, h: 1_000 })).toMatchObject({ width: 5_000, height: 500 });
    expect(blankPaper({ x: -1e6, y: 0, w: 2e6, h: 1e6 })).toMatchObject({ width: 14_400, height: 7_200 });
  });
});
