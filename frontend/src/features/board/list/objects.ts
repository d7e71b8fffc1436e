import type { BoardElement } from '../ink/element';

export type ObjectKind = 'text' | 'note' | 'rectangle' | 'ellipse' | 'diamond' | 'line' | 'arrow' | 'drawing' | 'image' | 'formula' | 'group';

/** What somebody takes for one thing on the page: an element with the text in it, or a whole group. */
export interface BoardObject {
  /** The id of the element that stands for it, or of the group. */
  id: string;
  kind: ObjectKind;
  /** The element that stands for it. */
  main: BoardElement;
  /** All its elements, the lowest first. */
  members: readonly BoardElement[];
  /** What is written in it, in one line; empty where nothing is. */
  text: string;
}

/** The objects of a page, the topmost first. Those of `before` that haven't changed are the same again. */
export function objectsOf(elements: readonly BoardElement[], before: ReadonlyMap<string, BoardObject> = new Map()): BoardObject[] {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const gathered = new Map<string, BoardElement[]>();
  for (const element of elements) {
    const key = keyOf(element, byId);
    const members = gathered.get(key);
    if (members) members.push(element);
    else gathered.set(key, [element]);
  }
  const objects: BoardObject[] = [];
  for (const [id, members] of gathered) {
    const known = before.get(id);
    const object = known && sameMembers(known.members, members) ? known : make(id, members);
    if (object) objects.push(object);
  }
  return objects.reverse();
}

/** To which object an element belongs: its outermost group, what it is written in, itself. */
function keyOf(element: BoardElement, byId: ReadonlyMap<string, BoardElement>): string {
  const outermost = element.groupIds[element.groupIds.length - 1];
  if (outermost !== undefined) return `group ${outermost}`;
  const container = element.type === 'text' && element.containerId !== null ? byId.get(element.containerId) : undefined;
  if (!container || container.type === 'text') return element.id;
  const around = container.groupIds[container.groupIds.length - 1];
  return around === undefined ? container.id : `group ${around}`;
}

function make(id: string, members: readonly BoardElement[]): BoardObject | null {
  const main = members.find((element) => element.id === id) ?? members[0];
  if (!main) return null;
  const parts = new Set(members.filter((element) => !isLabelOf(element, members)));
  const grouped = id !== main.id && parts.size > 1;
  return { id, kind: grouped ? 'group' : kindOf(main), main, members, text: members.map(textOf).filter(Boolean).join(' ').slice(0, textMost) };
}

/** Longer texts are told by how they begin. */
const textMost = 300;

const isLabelOf = (element: BoardElement, members: readonly BoardElement[]) => element.type === 'text' && members.some(({ id }) => id === element.containerId);

export function kindOf(element: BoardElement): Exclude<ObjectKind, 'group'> {
  if (element.customData?.kind === 'note' && element.type === 'rectangle') return 'note';
  if (element.customData?.kind === 'formula') return 'formula';
  return element.type === 'freedraw' ? 'drawing' : element.type;
}

/** What an element says, in one line. */
export function textOf(element: BoardElement): string {
  const text = element.customData?.kind === 'formula' ? (element.customData.latex ?? '') : element.type === 'text' ? (element.originalText ?? element.text) : '';
  return text.replace(/\s+/g, ' ').trim();
}

function sameMembers(a: readonly BoardElement[], b: readonly BoardElement[]): boolean {
  return a.length === b.length && a.every((element, i) => element === b[i]);
}

/** The text that stands in an object of one element; null where there is none yet. */
export function labelOf({ main, members }: BoardObject) {
  const label = members.find((element) => element.type === 'text' && element.containerId === main.id);
  return label?.type === 'text' ? label : null;
}

/** The elements that are chosen on the page when the object is: texts in shapes are chosen with those. */
export function elementsOf({ members }: BoardObject): string[] {
  const ids = new Set(members.map(({ id }) => id));
  return members.filter((element) => element.type !== 'text' || element.containerId === null || !ids.has(element.containerId)).map(({ id }) => id);
}
