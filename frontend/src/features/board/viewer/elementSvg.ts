import { assertNever } from '@/shared/assertNever';
import type { BoardElement, ImageElement, InkElement, LineElement, ShapeElement, TextElement } from '../ink/element';
import { ownBox, pageBox } from './geometry';
import { coarseInkPath, inkPath } from './inkPath';
import { heads, isClosed, linePath } from './linePath';
import { escapeText, short, tag, type Attributes } from './markup';
import { hatch, outline, shapeMarkup } from './shapePath';
import { textMarkup } from './text';

/** What an element needs besides itself. */
export interface Surroundings {
  /** The address of a picture: data: or blob:, or null while it isn't there. */
  picture(fileId: string): string | null;
  /** The address of a formula's picture. */
  formula(latex: string, color: string): string | null;
  /** For small pictures: as little as still looks the same. */
  coarse?: boolean;
  /** The text that is written on an arrow, which makes room for it. */
  label(id: string): TextElement | null;
}

// A page is drawn again and again while one of its elements changes; a document gives the same object for the others.
const drawnAlone = { fine: new WeakMap<BoardElement, string>(), coarse: new WeakMap<BoardElement, string>() };

/** One element as markup, in the coordinates of the page. */
export function elementSvg(element: BoardElement, around: Surroundings): string {
  const label = element.type === 'arrow' ? around.label(element.id) : null;
  if (label || element.type === 'image' || element.customData?.latex !== undefined) return placed(element, drawn(element, around, label));
  const known = drawnAlone[around.coarse ? 'coarse' : 'fine'];
  let markup = known.get(element);
  if (markup === undefined) {
    markup = placed(element, drawn(element, around, null));
    known.set(element, markup);
  }
  return markup;
}

function placed(element: BoardElement, inner: string): string {
  if (inner === '') return '';
  const { x, y, w, h } = ownBox(element);
  const turned = element.angle === 0 ? '' : ` rotate(${short((element.angle * 180) / Math.PI)} ${short(x + w / 2)} ${short(y + h / 2)})`;
  return tag('g', { transform: `translate(${short(element.x)} ${short(element.y)})${turned}`, opacity: element.opacity === 100 ? null : element.opacity / 100 }, inner);
}

function drawn(element: BoardElement, around: Surroundings, label: TextElement | null): string {
  const latex = element.customData?.latex;
  const formula = latex === undefined ? null : around.formula(latex, element.strokeColor);
  if (formula) return picture(element, formula);
  switch (element.type) {
    case 'rectangle':
    case 'diamond':
    case 'ellipse':
      return shape(element);
    case 'line':
    case 'arrow':
      return line(element, label);
    case 'freedraw':
      return ink(element, around.coarse === true);
    case 'text':
      return textMarkup(element);
    case 'image':
      return latex === undefined ? image(element, around) : source(element, latex);
    default:
      return assertNever(element);
  }
}

function shape(element: ShapeElement): string {
  return filling(element, outline(element), (how) => shapeMarkup(element, how)) + shapeMarkup(element, { ...strokeOf(element), fill: 'none' });
}

function line(element: LineElement, label: TextElement | null): string {
  const d = linePath(element);
  const stroke = strokeOf(element);
  const inside = isClosed(element) ? filling(element, element.points, (how) => tag('path', { ...how, d })) : '';
  const whole = inside + tag('path', { ...stroke, fill: 'none', d }) + heads(element, stroke);
  return label ? tag('g', { style: aroundLabel(element, label) }, whole) : whole;
}

/** Leaves out the rectangle of the text; a clip needs no id, of which a page may have many alike. */
function aroundLabel(element: LineElement, label: TextElement): string {
  const box = ownBox(element);
  const far = 1e4;
  const room = 5;
  const [left, top] = [label.x - element.x - room, label.y - element.y - room];
  const [right, bottom] = [left + label.width + 2 * room, top + label.height + 2 * room];
  const outer = `M${short(box.x - far)} ${short(box.y - far)}H${short(box.x + box.w + far)}V${short(box.y + box.h + far)}H${short(box.x - far)}Z`;
  return `clip-path:path(evenodd,'${outer}M${short(left)} ${short(top)}H${short(right)}V${short(bottom)}H${short(left)}Z')`;
}

function ink(element: InkElement, coarse: boolean): string {
  const first = element.points[0];
  const last = element.points[element.points.length - 1];
  const closed = first && last && element.points.length > 3 && Math.hypot(first[0] - last[0], first[1] - last[1]) <= 8;
  const inside = closed ? filling(element, element.points, (how) => tag('path', { ...how, d: linePath(element) })) : '';
  const drawn = coarse
    ? tag('path', { fill: 'none', stroke: element.strokeColor, 'stroke-width': element.strokeWidth * 2, 'stroke-linecap': 'round', d: coarseInkPath(element) })
    : tag('path', { fill: element.strokeColor, d: inkPath(element) });
  return inside + drawn;
}

function image(element: ImageElement, around: Surroundings): string {
  const href = element.fileId === null ? null : around.picture(element.fileId);
  return href ? picture(element, href) : tag('rect', { width: element.width, height: element.height, fill: '#f1f3f5', stroke: '#adb5bd', 'stroke-dasharray': '8 8' });
}

function picture(element: BoardElement, href: string): string {
  const { width, height } = element;
  const [mirroredX, mirroredY] = element.type === 'image' ? element.scale : [1, 1];
  const crop = element.type === 'image' ? element.crop : null;
  const size = { width, height, preserveAspectRatio: 'none' };
  const whole = crop
    ? tag('svg', { ...size, viewBox: `${short(crop.x)} ${short(crop.y)} ${short(crop.width)} ${short(crop.height)}` }, tag('image', { width: crop.naturalWidth, height: crop.naturalHeight, preserveAspectRatio: 'none', href }))
    : tag('image', { ...size, href });
  if (mirroredX === 1 && mirroredY === 1) return whole;
  return tag('g', { transform: `translate(${short(mirroredX < 0 ? width : 0)} ${short(mirroredY < 0 ? height : 0)}) scale(${mirroredX} ${mirroredY})` }, whole);
}

/** A formula whose picture isn't there is told by what was typed. */
function source(element: ImageElement, latex: string): string {
  const size = Math.max(8, Math.min(24, element.height * 0.6));
  return tag('text', { y: element.height / 2 + size / 3, 'font-family': 'monospace', 'font-size': size, fill: element.strokeColor }, escapeText(latex));
}

function filling(element: ShapeElement | LineElement | InkElement, polygon: readonly (readonly [number, number])[], markup: (how: Attributes) => string): string {
  const { backgroundColor: fill, fillStyle, strokeWidth } = element;
  if (fill === 'transparent') return '';
  if (fillStyle === 'solid' || element.type === 'freedraw') return markup({ fill, stroke: 'none' });
  const angle = -41 * (Math.PI / 180);
  const gap = strokeWidth * 4;
  const crossed = fillStyle === 'cross-hatch' ? hatch(polygon, angle + Math.PI / 2, gap) : '';
  return tag('path', { d: hatch(polygon, angle, gap) + crossed, fill: 'none', stroke: fill, 'stroke-width': strokeWidth / 2 });
}

function strokeOf({ strokeColor, strokeStyle, strokeWidth }: ShapeElement | LineElement): Attributes {
  const solid = strokeStyle === 'solid';
  return {
    stroke: strokeColor === 'transparent' ? 'none' : strokeColor,
    'stroke-width': solid ? strokeWidth : strokeWidth + 0.5,
    'stroke-dasharray': solid ? null : strokeStyle === 'dashed' ? `8 ${short(8 + strokeWidth)}` : `1.5 ${short(6 + strokeWidth)}`,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  };
}

/** Whether an element can be seen in a part of the page at all. */
export function isWithin(element: BoardElement, view: { x: number; y: number; w: number; h: number }): boolean {
  const box = pageBox(element);
  return box.x <= view.x + view.w && box.x + box.w >= view.x && box.y <= view.y + view.h && box.y + box.h >= view.y;
}
