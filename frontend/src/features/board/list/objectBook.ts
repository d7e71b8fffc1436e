import { Emitter } from '@/shared/emitter';
import type { BoardDoc, DocChange } from '../ink/boardDoc';
import type { View } from '../ink/canvas';
import { wholeView } from '../viewer/boardSvg';
import { listOrigin } from './make';
import { objectsOf, type BoardObject } from './objects';
import { boxOfElements } from './place';
import { unite } from '../viewer/geometry';

export interface BookState {
  /** The topmost first. */
  objects: readonly BoardObject[];
  /** All of the page, by which places are told. */
  area: View;
}

/** What others have done to the page since the last time. */
export interface OthersNews {
  added: readonly BoardObject[];
  changed: number;
  removed: number;
}

type Size = { width: number; height: number } | null;
type Later = (run: () => void) => () => void;

const pauseMs = 400;
const soon: Later = (run) => {
  const timer = setTimeout(run, pauseMs);
  return () => clearTimeout(timer);
};

/** The objects of a page, for a list of them: what the list itself does is seen at once, all else a few times a second. */
export class ObjectBook {
  private readonly emitter = new Emitter();
  private readonly newsListeners = new Set<(news: OthersNews) => void>();
  private readonly others = new Set<string>();
  private state: BookState;
  private byId: ReadonlyMap<string, BoardObject>;
  private pending: (() => void) | null = null;

  constructor(
    private readonly drawing: BoardDoc,
    private readonly background: Size,
    private readonly later: Later = soon,
  ) {
    const objects = objectsOf(drawing.elements());
    this.byId = byIdOf(objects);
    this.state = { objects, area: this.areaOf() };
  }

  readonly getSnapshot = (): BookState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    const off = this.emitter.subscribe(listener);
    const done = this.drawing.subscribe(this.hear);
    return () => {
      off();
      done();
      this.pending?.();
      this.pending = null;
    };
  };

  readonly onNews = (listener: (news: OthersNews) => void): (() => void) => {
    this.newsListeners.add(listener);
    return () => {
      this.newsListeners.delete(listener);
    };
  };

  private readonly hear = ({ ids, origin, local }: DocChange): void => {
    if (!local) for (const id of ids) this.others.add(id);
    if (origin === listOrigin) {
      this.pending?.();
      this.refresh();
    } else this.pending ??= this.later(() => this.refresh());
  };

  private refresh(): void {
    this.pending = null;
    const before = this.byId;
    const objects = objectsOf(this.drawing.elements(), before);
    this.byId = byIdOf(objects);
    const area = this.areaOf();
    this.state = { objects, area: sameView(area, this.state.area) ? this.state.area : area };
    this.emitter.emit();
    this.tell(before);
  }

  private tell(before: ReadonlyMap<string, BoardObject>): void {
    if (this.others.size === 0) return;
    const theirs = ({ members }: BoardObject) => members.some(({ id }) => this.others.has(id));
    const added = this.state.objects.filter((object) => !before.has(object.id) && theirs(object));
    const removed = [...before.values()].filter((object) => !this.byId.has(object.id) && theirs(object)).length;
    const changed = this.state.objects.filter((object) => isOther(before.get(object.id), object) && theirs(object)).length;
    this.others.clear();
    if (added.length + removed + changed === 0) return;
    for (const listener of [...this.newsListeners]) listener({ added, removed, changed });
  }

  private areaOf(): View {
    const elements = this.drawing.elements();
    const paper = wholeView([], this.background);
    return elements.length === 0 ? paper : (unite([paper, boxOfElements(elements)]) ?? paper);
  }
}

const byIdOf = (objects: readonly BoardObject[]) => new Map(objects.map((object) => [object.id, object]));
const sameView = (a: View, b: View) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

/** Whether an object has become another one. A stroke that grows while it is drawn is still the same. */
function isOther(before: BoardObject | undefined, now: BoardObject): boolean {
  if (!before || before === now) return false;
  return now.kind !== 'drawing' || before.main.x !== now.main.x || before.main.y !== now.main.y || before.main.strokeColor !== now.main.strokeColor;
}
