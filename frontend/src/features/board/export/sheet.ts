import { PDFHexString, type PDFFont, type PDFName, type PDFPage, type PDFRef } from '@cantoo/pdf-lib';
import { short } from '../viewer/markup';
import type { Rgba } from './cssColor';
import type { Step } from './path';

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** As fine as what turns and sizes all else has to be; never with an exponent, which PDF doesn't know. */
const fine = (value: number) => (Number.isFinite(value) ? value.toFixed(5).replace(/\.?0+$/, '') : '0');

/** A picture that is in the file. */
export interface Picture {
  ref: PDFRef;
}

interface LetterStyle {
  color: Rgba;
  /** How far the letters go; as far as they do by themselves where it is left out. */
  width?: number;
  /** Out of sight, for those who search. */
  hidden?: boolean;
}

/**
 * Paints onto one page of a PDF: its operators are written down as they are (ISO 32000, annex A), because a page full of
 * ink has hundreds of thousands of them. Y grows downwards, as it does on a screen.
 */
export class Sheet {
  private readonly lines: string[] = [];
  private readonly page: PDFPage;
  private readonly images = new Map<Picture, PDFName>();
  private readonly fonts = new Map<PDFFont, PDFName>();
  private readonly alphas = new Map<number, PDFName>();

  constructor(page: PDFPage, start: Matrix) {
    this.page = page;
    this.push(start);
  }

  push(matrix: Matrix): void {
    this.lines.push(`q ${matrix.map(fine).join(' ')} cm`);
  }

  pop(): void {
    this.lines.push('Q');
  }

  clip(steps: readonly Step[], evenOdd: boolean): void {
    this.lines.push(`${outline(steps)} ${evenOdd ? 'W*' : 'W'} n`);
  }

  fill(steps: readonly Step[], color: Rgba): void {
    this.faded(color.a, () => this.lines.push(`${rgb(color)} rg ${outline(steps)} f`));
  }

  stroke(steps: readonly Step[], color: Rgba, width: number, dashes: readonly number[]): void {
    this.faded(color.a, () => this.lines.push(`${rgb(color)} RG ${short(width)} w 1 J 1 j [${dashes.map(short).join(' ')}] 0 d ${outline(steps)} S`));
  }

  /** A picture in the rectangle. */
  image(image: Picture, x: number, y: number, width: number, height: number): void {
    const name = remembered(this.images, image, () => this.page.node.newXObject('Image', image.ref));
    this.push([width, 0, 0, -height, x, y + height]);
    this.lines.push(`${name.toString()} Do`);
    this.pop();
  }

  /** Letters on a line that begins there. */
  text(text: string, font: PDFFont, size: number, x: number, y: number, { color, width, hidden = false }: LetterStyle): void {
    const name = remembered(this.fonts, font, () => this.page.node.newFontDictionary(font.name, font.ref));
    const natural = font.widthOfTextAtSize(text, size);
    const squeeze = width !== undefined && natural > 0 ? (width / natural) * 100 : 100;
    const letters = `BT ${rgb(color)} rg ${name.toString()} ${short(size)} Tf ${hidden ? 3 : 0} Tr ${short(squeeze)} Tz 1 0 0 -1 ${short(x)} ${short(y)} Tm ${font.encodeText(text).toString()} Tj ET`;
    this.faded(hidden ? 1 : color.a, () => this.lines.push(letters));
  }

  /** What is painted meanwhile says this. */
  meaning(text: string, paint: () => void): void {
    this.lines.push(`/Span << /ActualText ${PDFHexString.fromText(text).toString()} >> BDC`);
    paint();
    this.lines.push('EMC');
  }

  /** What is painted until the next pop can be seen through, on a place of its own. */
  fade(alpha: number): void {
    const name = remembered(this.alphas, alpha, () => this.page.node.newExtGState('GS', this.page.doc.context.obj({ Type: 'ExtGState', ca: alpha, CA: alpha })));
    this.lines.push(`q ${name.toString()} gs`);
  }

  private faded(alpha: number, paint: () => void): void {
    if (alpha < 1) this.fade(alpha);
    paint();
    if (alpha < 1) this.pop();
  }

  /** Writes all of it into the page, above what is there. */
  finish(): void {
    this.pop();
    const { context } = this.page.doc;
    const { node } = this.page;
    node.normalize();
    // What was there may leave the page turned or clipped.
    node.wrapContentStreams(context.register(context.stream('q')), context.register(context.stream('Q')));
    node.addContentStream(context.register(context.flateStream(this.lines.join('\n'))));
  }
}

const rgb = ({ r, g, b }: Rgba) => `${short(r)} ${short(g)} ${short(b)}`;
const letters = { move: 'm', line: 'l', curve: 'c' };
const outline = (steps: readonly Step[]) => steps.map((step) => (step.to === 'close' ? 'h' : `${step.at.map(short).join(' ')} ${letters[step.to]}`)).join(' ');

function remembered<Key>(known: Map<Key, PDFName>, key: Key, make: () => PDFName): PDFName {
  let name = known.get(key);
  if (!name) {
    name = make();
    known.set(key, name);
  }
  return name;
}
