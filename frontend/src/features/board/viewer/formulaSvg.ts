import { renderMath } from '@/shared/math/katex';
import { short, tag } from './markup';

// KaTeX lays a formula out as HTML. A picture of it has to stand in files and on canvases as well, where there is no
// HTML: so it is laid out once, out of sight, and every letter and line is written down where it came to stand.

/** So large that what browsers round doesn't show. */
const layoutSize = 120;
const letterSize = 24;
const scale = letterSize / layoutSize;
/** Some letters reach out of their boxes. */
const margin = 2;

/** A font as KaTeX ships it: the name of its file. */
export type FontFile = `KaTeX_${string}-${'Regular' | 'Bold' | 'Italic' | 'BoldItalic'}`;

export interface DrawnFormula {
  /** Markup, its upper left corner at 0, 0. */
  inner: string;
  width: number;
  height: number;
  fonts: ReadonlySet<FontFile>;
}

/** Lays a formula out; null where KaTeX doesn't understand it, or nothing of it can be seen. */
export async function drawFormula(latex: string, color: string): Promise<DrawnFormula | null> {
  const place = document.createElement('div');
  Object.assign(place.style, { position: 'fixed', insetBlockStart: '0', left: '0', width: 'max-content', visibility: 'hidden', pointerEvents: 'none', fontSize: `${layoutSize}px`, color, direction: 'ltr' });
  place.setAttribute('aria-hidden', 'true');
  if (!renderMath(latex, place, true)) return null;
  document.body.append(place);
  try {
    const shown = place.querySelector('.katex-html');
    if (!shown) return null;
    await loadFonts(shown);
    return new Copy(shown).drawn();
  } finally {
    place.remove();
  }
}

async function loadFonts(place: Element): Promise<void> {
  const wanted = new Map<string, string>();
  for (const text of textsIn(place)) {
    const font = fontOf(styleOf(text));
    wanted.set(font, (wanted.get(font) ?? '') + text.data);
  }
  await Promise.allSettled([...wanted].map(([font, text]) => document.fonts.load(font, text)));
}

function textsIn(place: Node): Text[] {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node instanceof Text) found.push(node);
  return found;
}

const styleOf = (text: Text): CSSStyleDeclaration => getComputedStyle(text.parentElement ?? document.body);
const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }: CSSStyleDeclaration) => `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
const isSeen = (color: string) => color !== 'transparent' && !/^rgba\(.*,\s*0\)$/.test(color);

/** Copies what is laid out into markup. */
class Copy {
  private readonly place: Element;
  private readonly parts: string[] = [];
  private readonly fonts = new Set<FontFile>();
  private readonly pen = document.createElement('canvas').getContext('2d');
  private left = 0;
  private top = 0;

  constructor(place: Element) {
    this.place = place;
  }

  drawn(): DrawnFormula | null {
    const boxes = [...this.place.querySelectorAll('.katex-base, .katex-tag')].map((base) => base.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
    if (!(right > left && bottom > top)) return null;
    [this.left, this.top] = [left, top];
    this.element(this.place);
    const size = (length: number) => Math.ceil(length * scale) + 2 * margin;
    return { inner: this.parts.join(''), width: size(right - left), height: size(bottom - top), fonts: this.fonts };
  }

  private element(element: Element): void {
    if (element instanceof SVGSVGElement) {
      this.drawing(element);
      return;
    }
    this.lines(element);
    for (const child of element.childNodes) {
      if (child instanceof Text) this.letters(child);
      else if (child instanceof Element) this.element(child);
    }
  }

  private letters(text: Text): void {
    const content = text.data.replace(/\u200b/g, '');
    const style = styleOf(text);
    if (content.trim() === '' || !this.pen || !isSeen(style.color)) return;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    this.pen.font = fontOf(style);
    const baseline = box.top + this.pen.measureText(content).fontBoundingBoxAscent;
    const family = /KaTeX_\w+/.exec(style.fontFamily)?.[0] ?? 'KaTeX_Main';
    const [italic, bold] = [style.fontStyle === 'italic', Number(style.fontWeight) >= 600];
    this.fonts.add(`KaTeX_${family.slice(6)}-${bold ? (italic ? 'BoldItalic' : 'Bold') : italic ? 'Italic' : 'Regular'}`);
    const how = { 'font-family': `${family}, serif`, 'font-style': italic ? 'italic' : null, 'font-weight': bold ? 'bold' : null, fill: style.color };
    this.parts.push(tag('text', { x: this.x(box.left), y: this.y(baseline), 'font-size': parseFloat(style.fontSize) * scale, ...how }, content.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)));
  }

  /** What is drawn by borders and backgrounds: the lines of fractions, tables, frames. */
  private lines(element: Element): void {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (isSeen(style.backgroundColor)) this.block(box.left, box.top, box.width, box.height, style.backgroundColor);
    const width = (side: string) => (style.getPropertyValue(`border-${side}-style`) === 'none' ? 0 : parseFloat(style.getPropertyValue(`border-${side}-width`)) || 0);
    const color = (side: string) => style.getPropertyValue(`border-${side}-color`);
    const [top, bottom, left, right] = [width('top'), width('bottom'), width('left'), width('right')];
    if (top > 0) this.block(box.left, box.top, box.width, top, color('top'));
    if (bottom > 0) this.block(box.left, box.bottom - bottom, box.width, bottom, color('bottom'));
    if (left > 0) this.block(box.left, box.top, left, box.height, color('left'));
    if (right > 0) this.block(box.right - right, box.top, right, box.height, color('right'));
  }

  private block(left: number, top: number, width: number, height: number, fill: string): void {
    if (isSeen(fill)) this.parts.push(tag('rect', { x: this.x(left), y: this.y(top), width: width * scale, height: height * scale, fill }));
  }

  /** What KaTeX itself draws: roots, braces, wide arrows. They are far too long, and cut off by what they stand in. */
  private drawing(svg: SVGSVGElement): void {
    const box = svg.getBoundingClientRect();
    const frame = (svg.closest('.hide-tail, .halfarrow-left, .halfarrow-right, .brace-left, .brace-center, .brace-right') ?? svg).getBoundingClientRect();
    const [left, right] = [Math.max(box.left, frame.left), Math.min(box.right, frame.right)];
    const { color } = getComputedStyle(svg);
    const inner = [...svg.children].map((child) => tag(child.tagName, Object.fromEntries([...child.attributes].map(({ name, value }) => [name, value]))));
    const ratio = { viewBox: svg.getAttribute('viewBox'), preserveAspectRatio: svg.getAttribute('preserveAspectRatio') };
    this.parts.push(tag('svg', { x: this.x(left), y: this.y(box.top), width: (right - left) * scale, height: box.height * scale, ...ratio, fill: color, stroke: svg.querySelector('line') ? color : null }, inner.join('')));
  }

  private x(at: number): number {
    return (at - this.left) * scale + margin;
  }

  private y(at: number): number {
    return (at - this.top) * scale + margin;
  }
}

/** A formula as a file of its own. */
export function formulaFile({ inner, width, height }: DrawnFormula, fonts: string): string {
  const box = `0 0 ${short(width)} ${short(height)}`;
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: box, width, height }, (fonts === '' ? '' : tag('style', {}, fonts)) + inner);
}
