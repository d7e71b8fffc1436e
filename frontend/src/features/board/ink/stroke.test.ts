// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { decodeInk, encodeInk, finenessAt, StrokeWriter, type Ink } from './stroke';

const read = (...pieces: Uint8Array[]): Ink => decodeInk(pieces);

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
      const whole = read(encodeInk({ points, pressures }, fineness));
      expect(whole.points, `seed ${seed}`).toHaveLength(points.length);
      whole.points.forEach(([x, y], i) => {
        expect(Math.abs(x - (points[i]?.[0] ?? 0)), `seed ${seed}`).toBeLessThanOrEqual(0.5 / 2 ** fineness);
        expect(Math.abs(y - (points[i]?.[1] ?? 0)), `seed ${seed}`).toBeLessThanOrEqual(0.5 / 2 ** fineness);
      });
      expect(whole.pressures).toHaveLength(pressures.length);
      whole.pressures.forEach((p, i) => expect(Math.abs(p - (pressures[i] ?? 0))).toBeLessThan(1 / 120));
      expect(encodeInk(whole, fineness), `seed ${seed}`).toEqual(encodeInk({ points, pressures }, fineness));
    }
  });

  it.each([true, false])('is the same in pieces of any size (pressures: %s)', (pressed) => {
    for (let seed = 1; seed <= 100; seed++) {
      const next = random(seed);
      const points = Array.from({ length: 70 }, (_, i): [number, number] => [i * 3.7 * next(), Math.cos(i) * 40]);
      const pressures = pressed ? points.map((_, i) => (next() < 0.2 ? next() : 0.5 + 0.3 * Math.sin(i / 9))) : [];
      const writer = new StrokeWriter(3, pressed);
      const pieces: Uint8Array[] = [];
      for (let n = 0; n < 70; ) {
        n = Math.min(70, n + Math.ceil(next() * 9));
        const piece = writer.append({ points: points.slice(0, n), pressures: pressures.slice(0, n) });
        if (piece) pieces.push(piece);
      }
      expect(writer.append({ points, pressures })).toBeNull();
      expect(read(...pieces), `seed ${seed}`).toEqual(read(encodeInk({ points, pressures }, 3)));
    }
  });

  it('ends before what can not be read', () => {
    expect(read()).toEqual({ points: [], pressures: [] });
    expect(read(new Uint8Array())).toEqual({ points: [], pressures: [] });
    expect(read(Uint8Array.of(3, 2, 2, 4, 2)).points).toEqual([[0.125, 0.25]]);
    expect(read(Uint8Array.of(3, 1, 2, 4), Uint8Array.of(9, 2), Uint8Array.of(1, 2, 4)).points).toEqual([[0.125, 0.25]]);
    expect(read(new Uint8Array(40).fill(255)).points).toEqual([]);
    expect(read(Uint8Array.of(0, 1, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0)).points).toEqual([]);
    expect(read(Uint8Array.of(0x83, 2, 2, 4, 2, 4)).pressures).toEqual([32 / 63, 32 / 63]);
  });

  it('has numbers alone, whatever the bytes', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const next = random(seed);
      const bytes = () => Uint8Array.from({ length: next() * 30 }, () => next() * 256);
      const { points, pressures } = read(bytes(), bytes());
      expect(points.flat().every((value) => Math.abs(value) <= 1e6), `seed ${seed}`).toBe(true);
      expect(pressures.every((value) => value >= 0 && value <= 1), `seed ${seed}`).toBe(true);
      expect([0, points.length]).toContain(pressures.length);
    }
  });

  it('is finer the nearer the page is', () => {
    expect([0.1, 0.5, 1, 2, 4, 30].map(finenessAt)).toEqual([0, 2, 3, 4, 5, 6]);
  });
});
