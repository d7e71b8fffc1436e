import type { BoardElement, TextElement } from '../ink/element';
import { boxOf } from '../viewer/geometry';
import { measure, wrap, type Measure } from './measure';

/** Between a text and the edge of what it stands in, as Excalidraw has it. */
const padding = 5;
const arrowShare = 0.7;

export type Holder = Exclude<BoardElement, { type: 'text' | 'image' | 'freedraw' }>;

export interface Fitted {
  text: string;
  originalText: string | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A text that stands alone, with other words: as wide as its lines, or broken where its width is fixed. */
export function fitAlone(element: TextElement, words: string, of: Measure = measure): Fitted {
  const { fontSize, fontFamily, lineHeight, autoResize, textAlign } = element;
  const widthOf = (text: string) => of(text, fontSize, fontFamily);
  const text = autoResize ? words : wrap(words, element.width, widthOf);
  const lines = text.split('\n');
  const width = autoResize ? Math.max(...lines.map(widthOf), 1) : element.width;
  const share = { left: 0, center: 0.5, right: 1 }[textAlign];
  return { text, originalText: text === words ? null : words, width, height: lines.length * fontSize * lineHeight, x: element.x + (element.width - width) * share, y: element.y };
}

/** A text that stands in something, with its lines broken to fit, and how high that has to be. */
export function fitWithin(element: TextElement, words: string, holder: Holder, of: Measure = measure): Fitted & { holderHeight: number } {
  const { fontSize, fontFamily, lineHeight, textAlign, verticalAlign } = element;
  const widthOf = (text: string) => of(text, fontSize, fontFamily);
  const inner = room(holder);
  const text = wrap(words, Math.max(inner.w, fontSize), widthOf);
  const lines = text.split('\n');
  const width = Math.max(...lines.map(widthOf), 1);
  const height = lines.length * fontSize * lineHeight;
  const grows = 'points' in holder ? 0 : Math.max(0, height - inner.h);
  const high = inner.h + grows;
  const across = { left: 0, center: 0.5, right: 1 }['points' in holder ? 'center' : textAlign];
  const down = { top: 0, middle: 0.5, bottom: 1 }['points' in holder ? 'middle' : verticalAlign];
  const factor = holder.type === 'ellipse' ? Math.SQRT2 : holder.type === 'diamond' ? 2 : 1;
  return {
    text,
    originalText: text === words ? null : words,
    width,
    height,
    x: inner.x + (inner.w - width) * across,
    y: inner.y + (factor - 1) * (grows / 2) + (high - height) * down,
    holderHeight: holder.height + grows * factor,
  };
}

/** Where in it text may stand. */
function room(holder: Holder): { x: number; y: number; w: number; h: number } {
  if ('points' in holder) {
    const box = boxOf(holder.points) ?? { x: 0, y: 0, w: 0, h: 0 };
    const w = Math.max(box.w * arrowShare, 100);
    return { x: holder.x + box.x + (box.w - w) / 2, y: holder.y + box.y, w, h: box.h };
  }
  const share = holder.type === 'ellipse' ? Math.SQRT1_2 : holder.type === 'diamond' ? 0.5 : 1;
  const [w, h] = [holder.width * share - 2 * padding, holder.height * share - 2 * padding];
  return { x: holder.x + (holder.width - w) / 2, y: holder.y + (holder.height - h) / 2, w, h };
}
