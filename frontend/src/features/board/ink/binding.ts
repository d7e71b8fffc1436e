import type { BoardDoc, DocChange, Pen } from './boardDoc';
import { fieldsOf } from './codec';
import { sameValue, type BoardElement, type InkElement } from './element';
import { fromScene, goneFrom, toScene, type Scene, type SceneElement, type SceneState } from './scene';
import { finenessAt } from './stroke';

export interface BindingOptions {
  /** Whether this person may change an element of the page; asked only for those that are in the document. */
  mayChange(id: string): boolean;
  /** Somebody else's element was changed here, and was put back as it is. */
  onKept?(): void;
  /** Runs before the next picture is drawn. */
  frame?(run: () => void): void;
  now?(): number;
}

/** What was put into the scene of an element: it isn't put there again as long as all of this is so. */
interface Shown {
  element: BoardElement;
  changeable: boolean;
  version: number;
}

/** How often what somebody draws is told at most, until they lift the pen. */
const everyMs = 50;
/** A piece of ink costs thirty bytes besides its points: it has so many, unless the pen draws very slowly. */
const pieceLeast = 5;
const slowMs = 250;
/** Fields that Excalidraw changes in elements that nobody has touched. */
const byItself: ReadonlySet<string> = new Set(['boundElements', 'index', 'locked']);

/**
 * Keeps Excalidraw's scene and a page's document the same. Both sides are compared with the shadow, which is what they
 * had in common last: so only the fields that somebody here has changed are written, and what others changed meanwhile
 * stays. Elements that are being edited here take in what others did once they aren't any more. What comes from others
 * is shown once a frame and never becomes part of Excalidraw's history: undo takes back one's own acts.
 */
export class Binding {
  private readonly shadow = new Map<string, BoardElement>();
  private readonly versions = new Map<string, number>();
  private readonly shown = new Map<string, Shown>();
  private readonly dirty = new Set<string>();
  private readonly unsubscribe: () => void;
  private readonly doc: BoardDoc;
  private readonly scene: Scene;
  private readonly options: BindingOptions;
  private pen: { id: string; pen: Pen; points: number; at: number } | null = null;
  private framed = false;
  private dirtySince = 0;
  private flushedAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = 0;
  private urgent = false;
  private zoom = 1;
  private disposed = false;

  constructor(doc: BoardDoc, scene: Scene, options: BindingOptions) {
    this.doc = doc;
    this.scene = scene;
    this.options = options;
    this.unsubscribe = doc.subscribe((change) => this.hear(change));
    this.refresh();
  }

  /** Shows the page as the document has it; also where it has changed who may change what. */
  refresh(): void {
    for (const { id } of this.doc.elements()) this.soil(id);
    for (const id of this.shadow.keys()) this.soil(id);
    this.show();
  }

  /** To be called whenever Excalidraw says that something has changed. */
  changed(elements: readonly SceneElement[], state: SceneState & { zoom?: { value: number } }): void {
    this.zoom = state.zoom?.value ?? this.zoom;
    if (this.dirty.size > 0) this.nextFrame(); // what was being edited may not be any more
    if (!elements.some((element) => this.versions.get(element.id) !== element.version)) return;
    const lifted = this.pen !== null && state.newElement?.id !== this.pen.id;
    if (this.urgent || lifted || this.now() - this.flushedAt >= everyMs) this.flush();
    else this.flushIn(everyMs - (this.now() - this.flushedAt));
  }

  /** The pen was lifted: what it did is told at once. */
  pointerUp(): void {
    this.urgent = true;
    this.flushIn(0);
  }

  /** Writes what was changed here. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.urgent = false;
    if (this.disposed) return;
    this.flushedAt = this.now();
    const drawing = this.scene.getAppState().newElement;
    this.doc.transact(this, () => {
      for (const element of this.scene.getSceneElementsIncludingDeleted()) {
        if (this.versions.get(element.id) === element.version) continue;
        this.versions.set(element.id, element.version);
        this.write(element, drawing?.id === element.id);
      }
      this.lift(drawing?.id);
    });
  }

  dispose(): void {
    this.flush();
    this.disposed = true;
    this.unsubscribe();
  }

  private now(): number {
    return this.options.now?.() ?? performance.now();
  }

  private write(element: SceneElement, inTheMaking: boolean): void {
    const { id } = element;
    const there = this.doc.get(id) !== null;
    if (!there && this.shadow.has(id) && this.pen?.id !== id) {
      this.soil(id); // others took it away while it was being changed here
      return;
    }
    const changeable = !there || this.options.mayChange(id);
    if (this.pen?.id === id) this.draw(element, inTheMaking);
    else if (element.isDeleted) this.remove(id, there, changeable);
    else if (element.type === 'image' && element.status === 'pending') return;
    else {
      const current = fromScene(element);
      if (!current) return;
      if (!there) this.add(current, inTheMaking);
      else this.change(id, current, changeable);
    }
  }

  private add(current: BoardElement, inTheMaking: boolean): void {
    this.shadow.set(current.id, current);
    if (current.type === 'freedraw' && inTheMaking) this.pen = { id: current.id, pen: this.doc.draw(current, finenessAt(this.zoom)), points: current.points.length, at: this.now() };
    else this.doc.put(current, finenessAt(this.zoom));
  }

  /** Ink is told as it grows, and once more as a whole when the pen is lifted. */
  private draw(element: SceneElement, inTheMaking: boolean): void {
    if (!this.pen || element.type !== 'freedraw') return;
    if (inTheMaking && !element.isDeleted) {
      const wait = element.points.length - this.pen.points < pieceLeast ? slowMs - (this.now() - this.pen.at) : 0;
      if (wait > 0) this.later(element.id, wait);
      else {
        this.pen.pen.append(element);
        Object.assign(this.pen, { points: element.points.length, at: this.now() });
      }
      return;
    }
    const { pen } = this.pen;
    this.pen = null;
    const final = fromScene(element);
    if (element.isDeleted) this.remove(element.id, this.doc.get(element.id) !== null, true);
    else if (final?.type === 'freedraw') {
      pen.end(final);
      this.shadow.set(element.id, final);
    }
  }

  /** An element that isn't told yet is looked at again by then. */
  private later(id: string, ms: number): void {
    this.versions.delete(id);
    this.flushIn(ms);
  }

  /** At the latest: what is to be told earlier anyhow stays. */
  private flushIn(ms: number): void {
    const due = this.now() + ms;
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.flush(), ms);
  }

  /** Ends a stroke whose pen was lifted without a further point. */
  private lift(drawing: string | undefined): void {
    const id = this.pen?.id;
    if (id === undefined || id === drawing) return;
    const element = this.scene.getSceneElementsIncludingDeleted().find((one) => one.id === id);
    if (element) this.draw(element, false);
    else this.pen = null;
  }

  private remove(id: string, there: boolean, changeable: boolean): void {
    if (!there) this.shadow.delete(id);
    else if (!changeable) this.putBack(id);
    else {
      this.doc.remove(id);
      this.shadow.delete(id);
    }
  }

  private change(id: string, current: BoardElement, changeable: boolean): void {
    const before = this.shadow.get(id);
    const differing = changesOf(before, current);
    if (changeable) {
      if (Object.keys(differing).length > 0) this.doc.change(id, differing, finenessAt(this.zoom));
      this.shadow.set(id, current);
      return;
    }
    if (Object.keys(differing).some((name) => !byItself.has(name))) this.putBack(id);
  }

  private putBack(id: string): void {
    this.soil(id);
    this.options.onKept?.();
  }

  private hear({ ids, origin }: DocChange): void {
    if (origin === this) return;
    for (const id of ids) this.soil(id);
  }

  private soil(id: string): void {
    if (this.dirty.size === 0) this.dirtySince = this.now();
    this.dirty.add(id);
    this.nextFrame();
  }

  private nextFrame(): void {
    if (this.framed || this.disposed) return;
    this.framed = true;
    const frame = this.options.frame ?? ((run) => requestAnimationFrame(run));
    frame(() => {
      this.framed = false;
      this.show();
    });
  }

  /** Puts into the scene what others have changed. */
  private show(): void {
    if (this.disposed) return;
    const busy = busyWith(this.scene.getAppState());
    const ready = [...this.dirty].filter((id) => !busy.has(id));
    if (ready.length === 0) return;
    this.flush(); // what was changed here isn't told yet, and mustn't get lost below what comes
    const elements = new Map(this.scene.getSceneElementsIncludingDeleted().map((element) => [element.id, element]));
    let news = false;
    for (const id of ready) {
      this.dirty.delete(id);
      news = this.take(id, elements) || news;
    }
    if (!news) return;
    const sorted = [...elements.values()].sort(inOrder);
    this.scene.updateScene({ elements: sorted, captureUpdate: 'NEVER' });
    this.measure();
  }

  /** Whether there was something that the scene doesn't have. Excalidraw paints anew whatever it is given anew. */
  private take(id: string, elements: Map<string, SceneElement>): boolean {
    const kept = this.doc.get(id);
    const before = elements.get(id);
    let next: SceneElement | null = null;
    if (kept) {
      const changeable = this.options.mayChange(id);
      const shown = this.shown.get(id);
      if (before && shown?.element === kept && shown.changeable === changeable && shown.version === before.version) return false;
      next = toScene(kept, before, changeable);
      this.shadow.set(id, fromScene(next) ?? kept);
      this.shown.set(id, { element: kept, changeable, version: next.version });
    } else {
      this.shown.delete(id);
      if (!before || before.isDeleted) return false;
      next = goneFrom(before);
      this.shadow.delete(id);
    }
    elements.set(id, next);
    this.versions.set(id, next.version);
    return true;
  }

  /** How long it took from the first change of others to the picture that has it. */
  private measure(): void {
    if (this.options.frame) return; // no pictures are drawn
    const start = this.dirtySince;
    requestAnimationFrame(() => {
      performance.measure('board:remote-to-frame', { start, end: performance.now() });
      performance.clearMeasures('board:remote-to-frame'); // who observes was told; a class is long
    });
  }
}

/** The fields of an element that aren't as they were. */
function changesOf(before: BoardElement | undefined, current: BoardElement): Partial<BoardElement> {
  const known = new Map<string, unknown>(before ? fieldsOf(before) : []);
  const changes: Record<string, unknown> = {};
  for (const [name, value] of fieldsOf(current)) if (!known.has(name) || !sameValue(known.get(name), value)) changes[name] = value;
  if (current.type === 'freedraw' && !sameInk(before, current)) Object.assign(changes, { points: current.points, pressures: current.pressures });
  return changes;
}

function sameInk(before: BoardElement | undefined, current: InkElement): boolean {
  return before?.type === 'freedraw' && sameValue(before.points, current.points) && sameValue(before.pressures, current.pressures);
}

/** What somebody here is in the middle of: Excalidraw holds on to these. */
function busyWith({ newElement, editingTextElement, resizingElement, selectedElementsAreBeingDragged, selectedElementIds }: SceneState): ReadonlySet<string> {
  const busy = new Set<string>();
  for (const element of [newElement, editingTextElement, resizingElement]) if (element) busy.add(element.id);
  if (selectedElementsAreBeingDragged) for (const [id, is] of Object.entries(selectedElementIds)) if (is) busy.add(id);
  return busy;
}

function inOrder(a: SceneElement, b: SceneElement): number {
  const [left, right] = [a.index ?? '', b.index ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
