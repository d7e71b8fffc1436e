import { Array as YArray, Map as YMap, type Doc, type Transaction, type YEvent } from 'yjs';
import { baseKey, chunksKey, decodeElement, encodeBase, encodeValue, fieldsOf, inkKey, keyOf } from './codec';
import { sameValue, type BoardElement, type InkElement } from './element';
import { encodeInk, StrokeWriter, type Ink } from './stroke';

/** What has changed on a page at once. */
export interface DocChange {
  /** Of elements that came, went or changed. */
  ids: ReadonlySet<string>;
  /** What was given to transact; the provider where others did it. */
  origin: unknown;
  /** By this page. */
  local: boolean;
}

/** A page of a board: its elements, in their order, and what can be done with them. It says what changes, by whomever. */
export class BoardDoc {
  private readonly doc: Doc;
  private readonly root: YMap<unknown>;
  private readonly known = new Map<string, BoardElement | null>();
  private readonly listeners = new Set<(change: DocChange) => void>();
  private ordered: readonly BoardElement[] | null = null;

  constructor(doc: Doc) {
    this.doc = doc;
    this.root = doc.getMap('elements');
    this.root.observeDeep(this.observe);
  }

  /** All elements, the lowest first. The list is the same as long as nothing changes. */
  elements(): readonly BoardElement[] {
    if (!this.ordered) {
      const all: BoardElement[] = [];
      for (const id of this.root.keys()) {
        const element = this.get(id);
        if (element) all.push(element);
      }
      this.ordered = all.sort(inOrder);
    }
    return this.ordered;
  }

  get(id: string): BoardElement | null {
    let element = this.known.get(id);
    if (element === undefined) {
      const map = this.root.get(id);
      element = map instanceof YMap ? decodeElement(id, map) : null;
      this.known.set(id, element);
    }
    return element;
  }

  /** The id of the Yjs client that made the element; null where there is none. */
  clientOf(id: string): number | null {
    return this.root.has(id) ? (this.root._map.get(id)?.id.client ?? null) : null;
  }

  /** Calls back after each change, once it is whole. */
  readonly subscribe = (listener: (change: DocChange) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Makes one change of many; origin is told to those who listen. */
  transact(origin: unknown, change: () => void): void {
    this.doc.transact(change, origin);
  }

  /** Adds an element, or makes the one with its id the same. Ink is written as a whole, as fine as the eye sees. */
  put(element: BoardElement, fineness = 3): void {
    const map = this.root.get(element.id);
    if (map instanceof YMap && this.get(element.id)?.type === element.type) {
      this.change(element.id, element, fineness);
      return;
    }
    const fresh = new YMap<unknown>();
    fresh.set(baseKey, encodeBase(element));
    if (element.type === 'freedraw') fresh.set(inkKey, encodeInk(element, fineness));
    this.root.set(element.id, fresh);
  }

  /** Sets of the fields those that differ. An element that isn't there stays away. */
  change(id: string, fields: Partial<BoardElement>, fineness = 3): void {
    const [map, current] = [this.root.get(id), this.get(id)];
    if (!(map instanceof YMap) || !current) return;
    this.doc.transact(() => {
      const before = new Map(fieldsOf(current));
      for (const [name, value] of fieldsOf({ ...fields, type: current.type })) {
        const [key, kept] = [keyOf(name), encodeValue(name, value)];
        if (key !== null && before.has(name) && !sameValue(kept, encodeValue(name, before.get(name)))) map.set(key, kept);
      }
      if (current.type === 'freedraw' && 'points' in fields && fields.points) {
        setInk(map, { points: fields.points, pressures: 'pressures' in fields ? (fields.pressures ?? []) : current.pressures }, fineness);
      }
    });
  }

  remove(id: string): void {
    if (this.root.has(id)) this.root.delete(id);
  }

  /** Adds a stroke that is being drawn. Others see it grow with each append. */
  draw(element: InkElement, fineness: number): Pen {
    const writer = new StrokeWriter(fineness, element.pressures.length > 0);
    const [map, chunks] = [new YMap<unknown>(), new YArray<Uint8Array>()];
    map.set(baseKey, encodeBase(element));
    const first = writer.append(element);
    if (first) chunks.push([first]);
    map.set(chunksKey, chunks);
    this.root.set(element.id, map);
    const alive = () => this.root.get(element.id) === map;
    return {
      append: (ink) => {
        const chunk = alive() ? writer.append(ink) : null;
        if (chunk) chunks.push([chunk]);
      },
      end: (final) => {
        if (alive()) this.doc.transact(() => this.change(element.id, final, fineness));
      },
    };
  }

  dispose(): void {
    this.root.unobserveDeep(this.observe);
    this.listeners.clear();
  }

  private readonly observe = (events: YEvent<YMap<unknown>>[], { origin, local }: Transaction): void => {
    const ids = new Set<string>();
    for (const event of events) {
      const id = event.path[0];
      if (typeof id === 'string') ids.add(id);
      else for (const key of event.keys.keys()) ids.add(key);
    }
    for (const id of ids) this.known.delete(id);
    this.ordered = null;
    for (const listener of [...this.listeners]) listener({ ids, origin, local });
  };
}

/** A stroke that is being drawn. */
export interface Pen {
  /** Takes all points that there are by now, or none that are new. */
  append(ink: Ink): void;
  /** Ends the stroke with the element as it has become. */
  end(final: InkElement): void;
}

function setInk(map: YMap<unknown>, ink: Ink, fineness: number): void {
  const bytes = encodeInk(ink, fineness);
  const before = map.get(inkKey);
  if (map.has(chunksKey)) map.delete(chunksKey);
  else if (before instanceof Uint8Array && sameValue([...before], [...bytes])) return;
  map.set(inkKey, bytes);
}

/** The lower one first: by index, and by id where two have the same. */
function inOrder(a: BoardElement, b: BoardElement): number {
  const [left, right] = [a.index ?? '', b.index ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
