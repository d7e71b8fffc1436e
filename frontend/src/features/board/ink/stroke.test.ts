// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { decodeInk, encodeInk, finenessAt, joined, StrokeWriter } from './stroke';

/** A small generator of random numbers that can be begun again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('ink', () => {
  it('is read as it was written, within half a step', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const next = random(seed);
      const fineness = Math.floor(next() * 7);
      const pressed = next() < 0.5;
      const points = Array.from({ length: 1 + Math.floor(next() * 80) }, (): [number, number] => [(next() - 0.5) * 20_000, (next() - 0.5) * 20_000]);
      const pressures = pressed ? points.map(() => next()) : [];
      const read = decodeInk(encodeInk({ points, pressures }, fineness));
      expect(read.points, `seed ${seed}`).toHaveLength(points.length);
      read.points.forEach(([x, y], i) => {
        expect(Math.abs(x - (points[i]?.[0] ?? 0)), `seed ${seed}`).toBeLessThanOrEqual(0.5 / 2 ** fineness);
        expect(Math.abs(y - (points[i]?.[1] ?? 0)), `seed ${seed}`).toBeLessThanOrEqual(0.5 / 2 ** fineness);
      });
      expect(read.pressures).toHaveLength(pressures.length);
      read.pressures.forEach((p, i) => expect(Math.abs(p - (pressures[i] ?? 0))).toBeLessThan(1 / 255));
    }
  });

  it('is the same in chunks', () => {
    const points = Array.from({ length: 50 }, (_, i): [number, number] => [i * 3.7, Math.cos(i) * 40]);
    const writer = new StrokeWriter(3, false);
    const chunks = [3, 3, 10, 11, 50].map((n) => writer.append({ points: points.slice(0, n), pressures: [] }));
    expect(chunks[1]).toBeNull();
    expect(joined(chunks.filter((chunk) => chunk !== null))).toEqual(encodeInk({ points, pressures: [] }, 3));
  });

  it('ends before what can not be read', () => {
    expect(decodeInk(new Uint8Array())).toEqual({ points: [], pressures: [] });
    expect(decodeInk(Uint8Array.of(3, 2, 4, 2)).points).toEqual([[0.125, 0.25]]);
    expect(decodeInk(new Uint8Array(40).fill(255)).points).toEqual([]);
    expect(decodeInk(Uint8Array.of(0, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0)).points).toEqual([]);
  });

  it('is finer the nearer the page is', () => {
    expect([0.1, 0.5, 1, 2, 4, 30].map(finenessAt)).toEqual([0, 2, 3, 4, 5, 6]);
  });
});
