import * as v from 'valibot';
import { isIndex } from './order';

/**
 * What stands on a page, free of the program that draws it. The names and meanings are Excalidraw's; what isn't here
 * (versions, nonces, times) is a page's own business. Everything is read through these schemas, because a page can be
 * sent anything: a field that makes no sense is its default, an element whose kind isn't known isn't there.
 */

const far = 1e6;
const longestText = 10_000;

const number = (least: number, most: number, otherwise: number) => v.fallback(v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most)), otherwise);
const oneOf = <const T extends readonly string[]>(values: T, otherwise: T[number]) => v.fallback(v.picklist(values), otherwise);
const flag = (otherwise: boolean) => v.fallback(v.boolean(), otherwise);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const maybeName = v.fallback(v.nullable(name), null);
const color = (otherwise: string) => v.fallback(v.pipe(v.string(), v.regex(/^(#[0-9a-f]{3,8}|[a-z]{3,24})$/i)), otherwise);
const pair = v.tuple([v.pipe(v.number(), v.finite(), v.minValue(-far), v.maxValue(far)), v.pipe(v.number(), v.finite(), v.minValue(-far), v.maxValue(far))]);

/** Addresses that a class may be sent to. */
export const isSafeLink = (link: string): boolean => /^(https?:\/\/|mailto:)/i.test(link) && link.length <= 2000;

const arrowheads = ['arrow', 'bar', 'dot', 'circle', 'circle_outline', 'triangle', 'triangle_outline', 'diamond', 'diamond_outline', 'crowfoot_one', 'crowfoot_many', 'crowfoot_one_or_many'] as const;
const arrowhead = v.fallback(v.nullable(v.picklist(arrowheads)), null);
const binding = v.fallback(v.nullable(v.object({ elementId: name, focus: number(-10, 10, 0), gap: number(0, 1e4, 1), fixedPoint: v.optional(v.nullable(pair)) })), null);

const common = {
  id: name,
  x: number(-far, far, 0),
  y: number(-far, far, 0),
  width: number(0, far, 0),
  height: number(0, far, 0),
  angle: number(-100, 100, 0),
  strokeColor: color('#1e1e1e'),
  backgroundColor: color('transparent'),
  fillStyle: oneOf(['solid', 'hachure', 'cross-hatch', 'zigzag'], 'solid'),
  strokeWidth: number(0.1, 100, 2),
  strokeStyle: oneOf(['solid', 'dashed', 'dotted'], 'solid'),
  roughness: number(0, 3, 1),
  opacity: number(0, 100, 100),
  groupIds: v.fallback(v.pipe(v.array(name), v.maxLength(32)), []),
  index: v.fallback(v.nullable(v.pipe(v.string(), v.check(isIndex))), null),
  roundness: v.fallback(v.nullable(v.object({ type: v.picklist([1, 2, 3]), value: v.optional(number(0, 1e4, 0)) })), null),
  seed: number(0, 2 ** 31, 1),
  boundElements: v.fallback(v.nullable(v.pipe(v.array(v.object({ id: name, type: v.picklist(['arrow', 'text']) })), v.maxLength(500))), null),
  link: v.fallback(v.nullable(v.pipe(v.string(), v.check(isSafeLink))), null),
  locked: flag(false),
  /** note: a sticky note; formula: what it is in LaTeX. */
  customData: v.fallback(v.nullable(v.object({ kind: v.optional(v.picklist(['note', 'formula'])), latex: v.optional(v.pipe(v.string(), v.maxLength(2000))) })), null),
};

/** A text that is too long ends where it may: nobody loses all of it. */
const words = v.fallback(v.pipe(v.string(), v.transform((text) => text.slice(0, longestText))), '');
const corners = v.pipe(v.array(v.unknown()), v.transform((all) => all.slice(0, 2000)), v.array(pair));

const shape = v.object({ ...common, type: v.picklist(['rectangle', 'ellipse', 'diamond']) });
const text = v.object({
  ...common,
  type: v.literal('text'),
  text: words,
  /** As it was written, before lines were broken to fit; null where that is the text. */
  originalText: v.fallback(v.nullable(words), null),
  fontSize: number(1, 500, 20),
  fontFamily: number(1, 20, 5),
  textAlign: oneOf(['left', 'center', 'right'], 'left'),
  verticalAlign: oneOf(['top', 'middle', 'bottom'], 'top'),
  containerId: maybeName,
  autoResize: flag(true),
  lineHeight: number(0.5, 5, 1.25),
});
const line = v.object({
  ...common,
  type: v.picklist(['line', 'arrow']),
  points: v.fallback(corners, []),
  startBinding: binding,
  endBinding: binding,
  startArrowhead: arrowhead,
  endArrowhead: arrowhead,
  elbowed: flag(false),
});
const ink = v.object({
  ...common,
  type: v.literal('freedraw'),
  points: v.fallback(v.array(pair), []),
  pressures: v.fallback(v.array(number(0, 1, 0.5)), []),
  simulatePressure: flag(true),
});
const image = v.object({
  ...common,
  type: v.literal('image'),
  fileId: maybeName,
  scale: v.fallback(v.tuple([v.picklist([1, -1]), v.picklist([1, -1])]), [1, 1]),
  crop: v.fallback(v.nullable(v.object({ x: number(0, far, 0), y: number(0, far, 0), width: number(1, far, 1), height: number(1, far, 1), naturalWidth: number(1, far, 1), naturalHeight: number(1, far, 1) })), null),
});

const schema = v.variant('type', [shape, text, line, ink, image]);

export type BoardElement = v.InferOutput<typeof schema>;
export type ElementType = BoardElement['type'];
export type TextElement = Extract<BoardElement, { type: 'text' }>;
export type LineElement = Extract<BoardElement, { type: 'line' | 'arrow' }>;
export type InkElement = Extract<BoardElement, { type: 'freedraw' }>;
export type ImageElement = Extract<BoardElement, { type: 'image' }>;
export type ShapeElement = Extract<BoardElement, { type: 'rectangle' | 'ellipse' | 'diamond' }>;

/** Makes an element of whatever somebody sent; null where its kind isn't known, or it can't be drawn. */
export function readElement(fields: Readonly<Record<string, unknown>>): BoardElement | null {
  const parsed = v.safeParse(schema, fields);
  return parsed.success ? bearable(parsed.output) : null;
}

/** A shape isn't hatched with more lines than that. */
const hatchingMost = 1_000;

/** Excalidraw falls over lines without two points, and stands still for minutes over large shapes with fine hatching. */
function bearable(element: BoardElement): BoardElement | null {
  if ((element.type === 'line' || element.type === 'arrow') && element.points.length < 2) return null;
  if (element.fillStyle === 'solid' || element.backgroundColor === 'transparent') return element;
  return reach(element) / (4 * element.strokeWidth) > hatchingMost ? { ...element, fillStyle: 'solid' } : element;
}

function reach(element: BoardElement): number {
  let most = Math.max(element.width, element.height);
  if ('points' in element) for (const [x, y] of element.points) most = Math.max(most, Math.abs(x), Math.abs(y));
  return most;
}

const schemas: Record<ElementType, v.ObjectSchema<v.ObjectEntries, undefined>> = { rectangle: shape, ellipse: shape, diamond: shape, text, line, arrow: line, freedraw: ink, image };

const defaults = new Map<ElementType, Readonly<Record<string, unknown>>>();

/** What the fields of such an element are where nothing is said of them. */
export function defaultsOf(type: ElementType): Readonly<Record<string, unknown>> {
  let known = defaults.get(type);
  if (!known) {
    const fields: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(schemas[type].entries)) {
      if (key !== 'id' && key !== 'type') fields[key] = v.parse(entry, undefined);
    }
    known = fields;
    defaults.set(type, known);
  }
  return known;
}

/** Whether two values of a field are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)));
}
