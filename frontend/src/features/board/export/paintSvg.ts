import type { PDFFont } from '@cantoo/pdf-lib';
import { cssColor, type Rgba } from './cssColor';
import type { PaintedLine, PaintLine } from './letters';
import { ellipse, rectangle, stepsOf, type Step } from './path';
import type { Matrix, Picture, Sheet } from './sheet';

/** What pictures and letters become in a PDF. */
export interface Means {
  /** The picture of an address; null where it can't be had. */
  image(href: string): Promise<Picture | null>;
  line(painted: PaintedLine, color: Rgba): Picture;
  /** The letters that every PDF has. */
  font: PDFFont;
  paintLine: PaintLine;
}

const toItself: Matrix = [1, 0, 0, 1, 0, 0];

/** Paints the viewer's markup onto a page. It is always the viewer's own: what that doesn't write isn't painted. */
export async function paintSvg(markup: string, sheet: Sheet, means: Means): Promise<void> {
  const parsed = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`, 'image/svg+xml');
  await new Painter(sheet, means).children(parsed.documentElement);
}

class Painter {
  private readonly sheet: Sheet;
  private readonly means: Means;

  constructor(sheet: Sheet, means: Means) {
    this.sheet = sheet;
    this.means = means;
  }

  async children(parent: Element): Promise<void> {
    for (const child of parent.children) await this.element(child);
  }

  private async element(element: Element): Promise<void> {
    switch (element.localName) {
      case 'g':
        return this.group(element);
      case 'svg':
        return this.crop(element);
      case 'image':
        return this.image(element);
      case 'text':
        return this.text(element);
      default:
        this.shape(element);
    }
  }

  private async group(element: Element): Promise<void> {
    const opacity = number(element, 'opacity', 1);
    const cut = /clip-path:path\(evenodd,'([^']*)'\)/.exec(element.getAttribute('style') ?? '')?.[1];
    this.sheet.push(matrixOf(element.getAttribute('transform') ?? ''));
    if (cut !== undefined) this.sheet.clip(stepsOf(cut), true);
    if (opacity < 1) this.sheet.fade(opacity);
    await this.children(element);
    if (opacity < 1) this.sheet.pop();
    this.sheet.pop();
  }

  /** A part of a picture. */
  private async crop(element: Element): Promise<void> {
    const [x = 0, y = 0, w = 1, h = 1] = (element.getAttribute('viewBox') ?? '').split(' ').map(Number);
    const [sx, sy] = [number(element, 'width') / w, number(element, 'height') / h];
    this.sheet.push([sx, 0, 0, sy, -x * sx, -y * sy]);
    this.sheet.clip(rectangle(x, y, w, h, 0), false);
    await this.children(element);
    this.sheet.pop();
  }

  private async image(element: Element): Promise<void> {
    const image = await this.means.image(element.getAttribute('href') ?? '');
    if (image) this.sheet.image(image, number(element, 'x'), number(element, 'y'), number(element, 'width'), number(element, 'height'));
  }

  private shape(element: Element): void {
    const steps = stepsOfShape(element);
    if (steps.length === 0) return;
    const fill = cssColor(element.getAttribute('fill') ?? '#000000');
    const stroke = cssColor(element.getAttribute('stroke'));
    const dashes = (element.getAttribute('stroke-dasharray') ?? '').split(' ').filter(Boolean).map(Number);
    if (fill) this.sheet.fill(steps, fill);
    if (stroke) this.sheet.stroke(steps, stroke, number(element, 'stroke-width', 1), dashes);
  }

  private async text(element: Element): Promise<void> {
    const text = (element.textContent ?? '').replace(/\u2212/g, '\u2013'); // there is no minus in these fonts, but a dash as long
    const color = cssColor(element.getAttribute('fill') ?? '#000000');
    if (!color || text.trim() === '') return;
    const { font, line, paintLine } = this.means;
    const family = element.getAttribute('font-family') ?? 'sans-serif';
    const size = number(element, 'font-size', 16);
    const plain = canWrite(font, text);
    const start = (width: number) => number(element, 'x') - width * ({ middle: 0.5, end: 1 }[element.getAttribute('text-anchor') ?? ''] ?? 0);
    const y = number(element, 'y');
    const rtl = element.getAttribute('direction') === 'rtl';
    const own = plain && isPlainFamily(family);
    const painted = own ? null : await paintLine({ text, family, size, color: element.getAttribute('fill') ?? '#000000', rtl });
    if (!painted) {
      if (plain) this.sheet.text(text, font, size, start(font.widthOfTextAtSize(text, size)), y, { color });
      return;
    }
    // An end that is on the left belongs to what runs from the right, and is still where the letters end on the page.
    const x = rtl ? number(element, 'x') - painted.advance * ({ middle: 0.5, start: 1 }[element.getAttribute('text-anchor') ?? ''] ?? 0) : start(painted.advance);
    const image = line(painted, color);
    this.sheet.meaning(text, () => {
      this.sheet.image(image, x + painted.left, y + painted.top, painted.width, painted.height);
      if (plain) this.sheet.text(text, font, size, x, y, { color, width: painted.advance, hidden: true });
    });
  }
}

/** Families that look like what every PDF has. */
const isPlainFamily = (family: string) => /^(Helvetica|Liberation Sans|sans-serif)\b/.test(family);

const letters = new WeakMap<PDFFont, ReadonlySet<number>>();

/** Whether the font has all of the letters: it would write question marks for others. */
function canWrite(font: PDFFont, text: string): boolean {
  let known = letters.get(font);
  if (!known) {
    known = new Set(font.getCharacterSet());
    letters.set(font, known);
  }
  const all = known;
  return [...text].every((letter) => all.has(letter.codePointAt(0) ?? 0));
}

function stepsOfShape(element: Element): Step[] {
  const of = (name: string) => number(element, name);
  switch (element.localName) {
    case 'path':
      return stepsOf(element.getAttribute('d') ?? '');
    case 'rect':
      return rectangle(of('x'), of('y'), of('width'), of('height'), of('rx'));
    case 'ellipse':
      return ellipse(of('cx'), of('cy'), of('rx'), of('ry'));
    case 'circle':
      return ellipse(of('cx'), of('cy'), of('r'), of('r'));
    default:
      return [];
  }
}

function number(element: Element, name: string, otherwise = 0): number {
  const value = Number(element.getAttribute(name) ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
}

/** Reads translate, rotate around a point, and scale. */
function matrixOf(transform: string): Matrix {
  let matrix = toItself;
  for (const [, name, list = ''] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a = 0, b = 0, c = 0] = list.split(/[ ,]+/).map(Number);
    if (name === 'translate') matrix = times(matrix, [1, 0, 0, 1, a, b]);
    else if (name === 'scale') matrix = times(matrix, [a, 0, 0, b, 0, 0]);
    else if (name === 'rotate') matrix = times(matrix, rotation((a * Math.PI) / 180, b, c));
  }
  return matrix;
}

function rotation(angle: number, x: number, y: number): Matrix {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return [cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos];
}

/** The second, and then the first. */
export function times([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix {
  return [a * A + c * B, b * A + d * B, a * C + c * D, b * C + d * D, a * E + c * F + e, b * E + d * F + f];
}
