import type { BoardDoc } from '../ink/boardDoc';
import type { View } from '../ink/canvas';
import { readElement, type BoardElement, type TextElement } from '../ink/element';
import { formulaId } from '../ink/formula';
import { noteColors } from './colors';
import { topIndexes } from './order';
import { fitAlone, fitWithin, type Holder } from './text';

/** Changes made by the list of objects carry it, so that the list itself knows them. */
export const listOrigin = 'list';

/** What can be added by keyboard alone. */
export const newKinds = ['text', 'note', 'rectangle', 'ellipse', 'line', 'arrow', 'formula'] as const;
export type NewKind = (typeof newKinds)[number];

/** What is asked for before such a thing is added. */
export const asksFor: Record<NewKind, 'text' | 'latex' | null> = { text: 'text', note: 'text', rectangle: null, ellipse: null, line: null, arrow: null, formula: 'latex' };

const ink = '#1e1e1e';
const nunito = 6;
const noteSize = 180;
const labelSize = 20;
/** Things that are added one after another don't hide each other. */
const step = 24;
const steps = 6;
/** As large as on a canvas, where they are drawn by hand. */
const formulaScale = (20 * 1.25) / 24;

const randomSeed = () => Math.floor(Math.random() * 2 ** 31);

function made(fields: Record<string, unknown>): BoardElement {
  const element = readElement({ id: crypto.randomUUID(), seed: randomSeed(), roughness: 0, strokeColor: ink, ...fields });
  if (!element) throw new Error('not an element');
  return element;
}

/** The text of a shape that has none yet. */
export function newLabel(holder: Holder, elements: readonly BoardElement[]): TextElement {
  const [index = null] = topIndexes(elements, 1);
  const arrow = 'points' in holder;
  const element = made({ type: 'text', index, containerId: holder.id, angle: arrow ? 0 : holder.angle, fontFamily: nunito, fontSize: labelSize, textAlign: 'center', verticalAlign: 'middle', groupIds: holder.groupIds });
  if (element.type !== 'text') throw new Error('not a text');
  return element;
}

export interface NewObject {
  kind: NewKind;
  /** What is written: words, or a formula in LaTeX. */
  content: string;
  /** Of a formula, as it is drawn. */
  size?: { width: number; height: number };
}

/** Adds something in the middle of what is seen, above all else, and returns its id. */
export function addObject(drawing: BoardDoc, { kind, content, size }: NewObject, view: View): string {
  const elements = drawing.elements();
  const shift = ((elements.length % steps) - steps / 2) * step;
  const middle = { x: view.x + view.w / 2 + shift, y: view.y + view.h / 2 + shift };
  const [index = null, labelIndex = null] = topIndexes(elements, 2);
  const main = { ...mainOf(kind, content, view, size), index };
  const placed = { ...main, x: middle.x - main.width / 2, y: middle.y - main.height / 2 };
  drawing.transact(listOrigin, () => {
    if (kind !== 'note' || content === '' || placed.type !== 'rectangle') drawing.put(placed);
    else putNote(drawing, placed, { ...newLabel(placed, elements), index: labelIndex }, content);
  });
  return placed.id;
}

function putNote(drawing: BoardDoc, note: Holder, label: TextElement, content: string): void {
  const { holderHeight, ...fitted } = fitWithin(label, content, note);
  drawing.put({ ...note, height: holderHeight, boundElements: [{ type: 'text', id: label.id }] });
  drawing.put({ ...label, ...fitted });
}

function mainOf(kind: NewKind, content: string, view: View, size: NewObject['size']): BoardElement {
  // Not larger than a third of what is seen, however far away that is.
  const side = Math.min(220, view.w / 3, view.h / 3);
  switch (kind) {
    case 'text': {
      const text = made({ type: 'text', fontFamily: nunito, fontSize: labelSize });
      return text.type === 'text' ? { ...text, ...fitAlone(text, content) } : text;
    }
    case 'note':
      return made({ type: 'rectangle', width: noteSize, height: noteSize, backgroundColor: noteColors[0], strokeColor: noteColors[0], strokeWidth: 1, customData: { kind: 'note' } });
    case 'rectangle':
    case 'ellipse':
      return made({ type: kind, width: side * 1.5, height: side, roundness: kind === 'rectangle' ? { type: 3 } : null });
    case 'line':
    case 'arrow':
      return made({ type: kind, width: side * 1.5, height: 0, points: [[0, 0], [side * 1.5, 0]], endArrowhead: kind === 'arrow' ? 'arrow' : null });
    case 'formula':
      return made({ type: 'image', fileId: formulaId(content, ink), width: (size?.width ?? side) * formulaScale, height: (size?.height ?? side) * formulaScale, customData: { kind: 'formula', latex: content } });
  }
}
