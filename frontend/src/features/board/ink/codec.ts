import { Array as YArray, Map as YMap } from 'yjs';
import { defaultsOf, readElement, sameValue, type BoardElement, type InkElement } from './element';
import { decodeInk, pointsMost } from './stroke';

/**
 * How an element stands in the document: in a Y.Map, under its id in the root. `b` holds what it was made with, in one
 * value, because every entry of a map costs a dozen bytes; what is changed later stands under its own key and goes
 * before it. Names are short for the same reason. Ink stands under `n`, or, while it is drawn, as chunks in the list `q`.
 */
export const keys = {
  type: 't',
  x: 'x',
  y: 'y',
  width: 'w',
  height: 'h',
  angle: 'a',
  strokeColor: 'c',
  backgroundColor: 'f',
  fillStyle: 'fs',
  strokeWidth: 'sw',
  strokeStyle: 'ss',
  roughness: 'r',
  opacity: 'o',
  groupIds: 'g',
  index: 'i',
  roundness: 'rd',
  seed: 's',
  boundElements: 'be',
  link: 'l',
  locked: 'k',
  customData: 'd',
  text: 'tx',
  originalText: 'ot',
  fontSize: 'z',
  fontFamily: 'ff',
  textAlign: 'ta',
  verticalAlign: 'va',
  containerId: 'ci',
  autoResize: 'ar',
  lineHeight: 'lh',
  points: 'p',
  startBinding: 'sb',
  endBinding: 'eb',
  startArrowhead: 'sh',
  endArrowhead: 'eh',
  elbowed: 'el',
  simulatePressure: 'sp',
  fileId: 'fi',
  scale: 'sc',
  crop: 'cr',
} as const;

export const baseKey = 'b';
export const inkKey = 'n';
export const chunksKey = 'q';

const names = new Map(Object.entries(keys).map(([name, key]): [string, string] => [key, name]));
/** Counted from the ink, or without a meaning for it. */
const ofInk: ReadonlySet<string> = new Set(['points', 'pressures', 'width', 'height', 'seed']);

/** The fields that are kept of an element; of ink, without the ink itself. */
export function fieldsOf(element: Partial<BoardElement> & Pick<BoardElement, 'type'>): [name: string, value: unknown][] {
  return Object.entries(element).filter(([name]) => name in keys && !(element.type === 'freedraw' && ofInk.has(name)));
}

/** Under which key a field stands; null for one that isn't kept. */
export function keyOf(name: string): string | null {
  return Object.entries(keys).find(([known]) => known === name)?.[1] ?? null;
}

/** What an element is made with: what isn't as it is by default. */
export function encodeBase(element: BoardElement): Record<string, unknown> {
  const usual = defaultsOf(element.type);
  const base: Record<string, unknown> = {};
  for (const [name, value] of fieldsOf(element)) {
    const key = keyOf(name);
    if (key !== null && (name === 'type' || !sameValue(value, usual[name]))) base[key] = encodeValue(name, value);
  }
  return base;
}

const coarse: ReadonlySet<string> = new Set(['x', 'y', 'width', 'height', 'points']);

/** A value as it is kept: lengths in sixteenths of a pixel, which take five bytes instead of nine. */
export function encodeValue(name: string, value: unknown): unknown {
  if (!coarse.has(name)) return value;
  return Array.isArray(value) ? value.map((point: unknown) => (Array.isArray(point) ? point.map(rounded) : point)) : rounded(value);
}

const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 16) / 16 : value);

/** Reads an element; null where there is none that makes sense. */
export function decodeElement(id: string, map: YMap<unknown>): BoardElement | null {
  const fields: Record<string, unknown> = {};
  const base = map.get(baseKey);
  if (isRecord(base)) for (const [key, value] of Object.entries(base)) set(fields, key, value);
  for (const [key, value] of map.entries()) if (key !== baseKey) set(fields, key, value);
  const element = readElement({ ...fields, id });
  return element?.type === 'freedraw' ? withInk(element, map) : element;
}

function set(fields: Record<string, unknown>, key: string, value: unknown): void {
  const name = names.get(key);
  if (name !== undefined) fields[name] = value;
}

function withInk(element: InkElement, map: YMap<unknown>): InkElement {
  const { points, pressures } = decodeInk(inkPieces(map));
  let [left, top, right, bottom] = [0, 0, 0, 0];
  for (const [x, y] of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { ...element, points: points.map(([x, y]) => [x, y]), pressures: [...pressures], width: right - left, height: bottom - top };
}

/** The ink of an element, also while it is drawn. */
function* inkPieces(map: YMap<unknown>): Generator<Uint8Array> {
  const whole = map.get(inkKey);
  const chunks = map.get(chunksKey);
  if (whole instanceof Uint8Array) yield whole;
  else if (chunks instanceof YArray) {
    let bytes = 0;
    for (const chunk of chunks) {
      if (!(chunk instanceof Uint8Array) || bytes > pointsMost * 8) return;
      bytes += chunk.length;
      yield chunk;
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
