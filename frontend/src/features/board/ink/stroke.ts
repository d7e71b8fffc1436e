/**
 * Ink as bytes: what a pen drew, in steps from point to point. One byte says how fine the steps are and whether pressures
 * follow; then each point is two zigzag varints, the steps along x and y, and one byte of pressure where there are any.
 * A stroke that is being drawn goes out in chunks, which are the same bytes cut between points.
 */

export interface Ink {
  points: readonly (readonly [number, number])[];
  /** From 0 to 1, one a point; empty where the pen has none. */
  pressures: readonly number[];
}

/** No stroke has more points: what claims more is cut. */
export const pointsMost = 20_000;

const pressureBit = 0x80;
/** Steps of 1/2^fineness px. */
const finest = 6;
const farthest = 1e6;

/** How fine steps have to be where the page is seen at this zoom: an eighth of what is one pixel on the screen. */
export function finenessAt(zoom: number): number {
  return Math.min(finest, Math.max(0, 3 + Math.round(Math.log2(Math.max(zoom, 0.01)))));
}

/** Writes one stroke. What append returns, one piece behind the other, is the stroke. */
export class StrokeWriter {
  private readonly fineness: number;
  private readonly pressed: boolean;
  private written = 0;
  private x = 0;
  private y = 0;

  constructor(fineness: number, pressed: boolean) {
    this.fineness = fineness;
    this.pressed = pressed;
  }

  /** The points that weren't written yet, of all that there are by now; null where there are none. */
  append({ points, pressures }: Ink): Uint8Array | null {
    if (points.length <= this.written) return null;
    const out: number[] = this.written === 0 ? [this.fineness | (this.pressed ? pressureBit : 0)] : [];
    const scale = 2 ** this.fineness;
    for (; this.written < points.length; this.written++) {
      const point = points[this.written];
      if (!point) break;
      const x = Math.round(point[0] * scale);
      const y = Math.round(point[1] * scale);
      number(out, x - this.x);
      number(out, y - this.y);
      if (this.pressed) out.push(Math.round(Math.min(1, Math.max(0, pressures[this.written] ?? 0.5)) * 255));
      this.x = x;
      this.y = y;
    }
    return Uint8Array.from(out);
  }
}

export function encodeInk(ink: Ink, fineness: number): Uint8Array {
  return new StrokeWriter(fineness, ink.pressures.length > 0).append(ink) ?? new Uint8Array();
}

/** Reads what somebody's page wrote. What can't be read ends the stroke before it. */
export function decodeInk(bytes: Uint8Array): Ink {
  const points: [number, number][] = [];
  const pressures: number[] = [];
  const head = bytes[0];
  if (head === undefined) return { points, pressures };
  const pressed = (head & pressureBit) !== 0;
  const scale = 2 ** Math.min(finest, head & ~pressureBit);
  const reader = new Steps(bytes);
  let [x, y] = [0, 0];
  while (points.length < pointsMost) {
    const dx = reader.step();
    const dy = reader.step();
    const pressure = pressed ? reader.byte() : 0;
    if (dx === null || dy === null || pressure === null) break;
    x += dx;
    y += dy;
    if (Math.abs(x / scale) > farthest || Math.abs(y / scale) > farthest) break;
    points.push([x / scale, y / scale]);
    if (pressed) pressures.push(pressure / 255);
  }
  return { points, pressures };
}

/** Puts the chunks of a stroke together. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function number(out: number[], step: number): void {
  let rest = step < 0 ? -2 * step - 1 : 2 * step;
  while (rest > 127) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

class Steps {
  private at = 1;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number | null {
    return this.bytes[this.at++] ?? null;
  }

  step(): number | null {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 35; factor *= 128) {
      const byte = this.byte();
      if (byte === null) return null;
      value += (byte & 127) * factor;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    return null;
  }
}
