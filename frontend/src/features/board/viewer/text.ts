import type { TextElement } from '../ink/element';
import { escapeText, tag } from './markup';

interface Font {
  family: string;
  /** How far letters reach above and below their line, in parts of their size. */
  above: number;
  below: number;
}

// By the numbers under which documents name them.
const fonts: Record<number, Font> = {
  1: { family: 'Virgil', above: 0.886, below: 0.374 },
  2: { family: 'Helvetica', above: 0.77, below: 0.23 },
  3: { family: 'Cascadia', above: 0.928, below: 0.234 },
  5: { family: 'Excalifont', above: 0.886, below: 0.374 },
  6: { family: 'Nunito', above: 1.011, below: 0.353 },
  7: { family: 'Lilita One', above: 0.923, below: 0.22 },
  8: { family: 'Comic Shanns', above: 0.75, below: 0.25 },
  9: { family: 'Liberation Sans', above: 0.905, below: 0.212 },
};
const usual: Font = { family: 'Excalifont', above: 0.886, below: 0.374 };

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;
const rightToLeft = /[\u0591-\u07ff\ufb1d-\ufdfd\ufe70-\ufefc]/;

/** What families a text needs, the best first. */
export function familyOf(fontFamily: number): string {
  return (fonts[fontFamily] ?? usual).family;
}

/** The lines of a text, as markup. */
export function textMarkup({ text, fontFamily, fontSize, lineHeight, textAlign, width, strokeColor }: TextElement): string {
  const font = fonts[fontFamily] ?? usual;
  const line = fontSize * lineHeight;
  const baseline = fontSize * font.above + (line - fontSize * (font.above + font.below)) / 2;
  const x = textAlign === 'left' ? 0 : textAlign === 'center' ? width / 2 : width;
  const rtl = rightToLeft.test(text);
  // The side that a text begins on is the other one where it runs from right to left.
  const anchor = rtl && textAlign !== 'center' ? anchors[textAlign === 'left' ? 'right' : 'left'] : anchors[textAlign];
  const style = { 'font-family': `${font.family}, Xiaolai, sans-serif`, 'font-size': fontSize, fill: strokeColor, 'text-anchor': anchor, direction: rtl ? 'rtl' : null };
  const lines = text.split('\n').map((content, at) => (content.trim() === '' ? '' : tag('text', { ...style, x, y: at * line + baseline, 'xml:space': 'preserve' }, escapeText(content))));
  return lines.join('');
}
