/**
 * Ink as bytes: what a pen drew. One byte says how fine positions are and whether pressures are told. Then come pieces:
 *
 *   piece  = count varint, count * (x varint, y varint), and half a byte a point for the pressures, filled up with zero
 *   half   = 0..14: the pressure (of 63) has changed by -7..7; 15: the next two halves are the pressure itself
 *
 * A point is told by how far it lies from where the pen would be, had it moved on as before (zigzag): mostly one byte for
 * x and one for y. A stroke that is being drawn goes out in pieces that go on where the one before has ended, the first
 * with the first byte; a finished one is a single piece.
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
const pressureMost = 63;
const itself = 15;

/** How fine steps have to be where the page is seen at this zoom: an eighth of what is one pixel on the screen. */
export function finenessAt(zoom: number): number {
  return Math.min(finest, Math.max(0, 3 + Math.round(Math.log2(Math.max(zoom, 0.01)))));
}

/** Where the pen is, and how it moved there. */
interface At {
  x: number;
  y: number;
  dx: number;
  dy: number;
  pressure: number;
}

const start = (): At => ({ x: 0, y: 0, dx: 0, dy: 0, pressure: 32 });

/** Writes one stroke, piece by piece. */
export class StrokeWriter {
  private readonly fineness: number;
  private readonly pressed: boolean;
  private readonly at = start();
  private written = 0;

  constructor(fineness: number, pressed: boolean) {
    this.fineness = fineness;
    this.pressed = pressed;
  }

  /** The points that weren't written yet, of all that there are by now; null where there are none. */
  append({ points, pressures }: Ink): Uint8Array | null {
    const fresh = points.slice(this.written, pointsMost);
    if (fresh.length === 0) return null;
    const out: number[] = this.written === 0 ? [this.fineness | (this.pressed ? pressureBit : 0)] : [];
    number(out, fresh.length);
    const { at } = this;
    const scale = 2 ** this.fineness;
    for (const [x, y] of fresh) {
      const [dx, dy] = [Math.round(x * scale) - at.x, Math.round(y * scale) - at.y];
      number(out, zigzag(dx - at.dx));
      number(out, zigzag(dy - at.dy));
      Object.assign(at, { x: at.x + dx, y: at.y + dy, dx, dy });
    }
    if (this.pressed) halves(out, at, fresh.map((_, i) => pressures[this.written + i] ?? 0.5));
    this.written += fresh.length;
    return Uint8Array.from(out);
  }
}

export function encodeInk(ink: Ink, fineness: number): Uint8Array {
  return new StrokeWriter(fineness, ink.pressures.length > 0).append(ink) ?? new Uint8Array();
}

/** Reads the pieces that somebody's page wrote. What can't be read ends the stroke before it. */
export function decodeInk(pieces: Iterable<Uint8Array>): Ink {
  const ink = { points: new Array<[number, number]>(), pressures: new Array<number>() };
  const at = start();
  let head: number | null = null;
  for (const piece of pieces) {
    const bytes = new Bytes(piece);
    head ??= bytes.next();
    if (head === null || !readPiece(bytes, head, at, ink)) break;
  }
  return ink;
}

function readPiece(bytes: Bytes, head: number, at: At, ink: { points: [number, number][]; pressures: number[] }): boolean {
  const scale = 2 ** Math.min(finest, head & ~pressureBit);
  const count = bytes.number();
  if (count === null || count > pointsMost - ink.points.length) return false;
  const before = ink.points.length;
  while (ink.points.length < before + count) {
    const [ddx, ddy] = [bytes.step(), bytes.step()];
    if (ddx === null || ddy === null) break;
    at.dx += ddx;
    at.dy += ddy;
    at.x += at.dx;
    at.y += at.dy;
    if (Math.abs(at.x / scale) > farthest || Math.abs(at.y / scale) > farthest) break;
    ink.points.push([at.x / scale, at.y / scale]);
  }
  const whole = ink.points.length === before + count;
  if ((head & pressureBit) !== 0) readHalves(whole ? bytes : null, at, ink.pressures, ink.points.length - before);
  return whole;
}

function halves(out: number[], at: At, pressures: readonly number[]): void {
  const all: number[] = [];
  for (const pressure of pressures) {
    const next = Math.round(Math.min(1, Math.max(0, pressure)) * pressureMost);
    const change = next - at.pressure;
    if (Math.abs(change) <= 7) all.push(change + 7);
    else all.push(itself, next >> 4, next & 15);
    at.pressure = next;
  }
  for (let i = 0; i < all.length; i += 2) out.push(((all[i] ?? 0) << 4) | (all[i + 1] ?? 0));
}

/** Pressures that aren't told stay as they were. */
function readHalves(bytes: Bytes | null, at: At, pressures: number[], count: number): void {
  let rest: number | null = null;
  const next = (): number | null => {
    const byte: number | null = rest === null ? (bytes?.next() ?? null) : rest;
    if (byte === null) return null;
    rest = rest === null ? byte & 15 : null;
    return rest === null ? byte : byte >> 4;
  };
  for (let i = 0; i < count; i++) {
    const half = next();
    if (half === itself) at.pressure = Math.min(pressureMost, ((next() ?? 0) << 4) | (next() ?? 0));
    else if (half !== null) at.pressure = Math.min(pressureMost, Math.max(0, at.pressure + half - 7));
    pressures.push(at.pressure / pressureMost);
  }
}

const zigzag = (step: number) => (step < 0 ? -2 * step - 1 : 2 * step);

function number(out: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

class Bytes {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  next(): number | null {
    return this.bytes[this.at++] ?? null;
  }

  number(): number | null {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 35; factor *= 128) {
      const byte = this.next();
      if (byte === null) return null;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return null;
  }

  step(): number | null {
    const value = this.number();
    return value === null ? null : value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
