import { formulaId } from '../ink/formula';
import type { BoardDoc } from '../ink/boardDoc';
import type { BoardElement, LineElement } from '../ink/element';
import type { Point } from '../viewer/geometry';
import { boxOf } from '../viewer/geometry';
import { listOrigin, newLabel } from './make';
import type { BoardObject } from './objects';
import { kindOf, labelOf } from './objects';
import { fitAlone, fitWithin, type Holder } from './text';

/** Moves an object, and with it the ends of arrows that hold on to it, where those may be changed. */
export function moveObject(drawing: BoardDoc, { members }: BoardObject, [dx, dy]: Point, mayChange: (id: string) => boolean): void {
  const moved = new Set(members.map(({ id }) => id));
  drawing.transact(listOrigin, () => {
    for (const { id, x, y } of members) drawing.change(id, { x: x + dx, y: y + dy });
    for (const element of drawing.elements()) {
      if (element.type === 'arrow' && !moved.has(element.id) && !element.elbowed && mayChange(element.id)) pull(drawing, element, moved, [dx, dy]);
    }
  });
}

/** Draws the ends of an arrow along with what they hold on to. */
function pull(drawing: BoardDoc, arrow: LineElement, moved: ReadonlySet<string>, [dx, dy]: Point): void {
  const start = arrow.startBinding !== null && moved.has(arrow.startBinding.elementId);
  const end = arrow.endBinding !== null && moved.has(arrow.endBinding.elementId);
  if (!start && !end) return;
  const last = arrow.points.length - 1;
  // The first point is always the arrow's own place: it moves, and all others move back.
  const [ox, oy] = start ? [dx, dy] : [0, 0];
  const points = arrow.points.map(([x, y], i): [number, number] => {
    if (i === 0) return [x, y];
    return i === last && end ? [x + dx - ox, y + dy - oy] : [x - ox, y - oy];
  });
  const box = boxOf(points);
  drawing.change(arrow.id, { x: arrow.x + ox, y: arrow.y + oy, points, width: box?.w ?? 0, height: box?.h ?? 0 });
  const label = drawing.elements().find((element) => element.type === 'text' && element.containerId === arrow.id);
  const share = start && end ? 1 : 0.5;
  if (label) drawing.change(label.id, { x: label.x + dx * share, y: label.y + dy * share });
}

/** Takes an object away, and returns how to bring it back. */
export function removeObject(drawing: BoardDoc, { members }: BoardObject): () => void {
  const gone = members.flatMap(({ id }) => drawing.get(id) ?? []);
  drawing.transact(listOrigin, () => {
    for (const { id } of gone) drawing.remove(id);
  });
  return () =>
    drawing.transact(listOrigin, () => {
      for (const element of gone) if (!drawing.get(element.id)) drawing.put(element);
    });
}

/** Whether an object has a colour that can be chosen. */
export const hasColor = ({ kind }: BoardObject): boolean => kind !== 'image';

export function recolor(drawing: BoardDoc, { kind, main, members }: BoardObject, color: string): void {
  // What is written in a shape has a colour of its own; the paper of a note is its colour.
  const painted = kind === 'group' ? members.filter(({ type }) => type !== 'image') : [main];
  drawing.transact(listOrigin, () => {
    for (const element of painted) drawing.change(element.id, colored(element, color));
  });
}

function colored(element: BoardElement, color: string): Partial<BoardElement> {
  const kind = kindOf(element);
  if (kind === 'note') return { backgroundColor: color, strokeColor: color };
  const latex = element.customData?.latex;
  return kind === 'formula' && element.type === 'image' && latex !== undefined ? { strokeColor: color, fileId: formulaId(latex, color) } : { strokeColor: color };
}

/** Whether somebody can write in an object, or something else than is written. */
export const canWrite = ({ kind }: BoardObject): boolean => !['image', 'drawing', 'group', 'formula', 'line'].includes(kind);

/** Writes something else, or for the first time. Nothing written takes a text away, but not what it stands in. */
export function setText(drawing: BoardDoc, object: BoardObject, words: string): void {
  const { main } = object;
  const label = labelOf(object);
  drawing.transact(listOrigin, () => {
    if (main.type === 'text') drawing.change(main.id, fitAlone(main, words));
    else if (main.type !== 'image' && main.type !== 'freedraw') write(drawing, main, label?.id ?? null, words);
  });
}

function write(drawing: BoardDoc, holder: Holder, labelId: string | null, words: string): void {
  const others = (holder.boundElements ?? []).filter(({ id, type }) => type !== 'text' || (id !== labelId && drawing.get(id)));
  const label = labelId === null ? null : drawing.get(labelId);
  if (words === '') {
    if (labelId !== null) drawing.remove(labelId);
    drawing.change(holder.id, { boundElements: others });
    return;
  }
  const text = label?.type === 'text' ? label : newLabel(holder, drawing.elements());
  const { holderHeight, ...fitted } = fitWithin(text, words, holder);
  if (label) drawing.change(text.id, fitted);
  else {
    drawing.put({ ...text, ...fitted });
    drawing.change(holder.id, { boundElements: [...others, { type: 'text', id: text.id }] });
  }
  drawing.change(holder.id, { height: holderHeight });
}

/** Another formula in the place of one; the same letters, so another size. */
export function setFormula(drawing: BoardDoc, { main }: BoardObject, latex: string, size: { before: { height: number } | null; width: number; height: number }): void {
  if (main.type !== 'image') return;
  const scale = size.before ? main.height / size.before.height : 1;
  drawing.transact(listOrigin, () => drawing.change(main.id, { fileId: formulaId(latex, main.strokeColor), width: size.width * scale, height: size.height * scale, customData: { kind: 'formula', latex } }));
}

/** Lets an object be changed that was locked. */
export function unlock(drawing: BoardDoc, { members }: BoardObject): void {
  drawing.transact(listOrigin, () => {
    for (const { id } of members) drawing.change(id, { locked: false });
  });
}
