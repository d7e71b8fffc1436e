import type { TFunction } from 'i18next';
import type { View } from '../ink/canvas';
import { renderFormula } from '../viewer/formula';
import { canWrite, moveObject, recolor, removeObject, setFormula, setText, unlock } from './edit';
import { addObject, listOrigin, type NewKind, type NewObject } from './make';
import type { BoardObject } from './objects';
import { order, type Towards } from './order';
import { boxOfElements, placeIn } from './place';
import { keptBy, mayChange, type Reader } from './rights';
import type { WordsOf } from './useWords';

export type Direction = 'left' | 'right' | 'up' | 'down';
const directions: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** What is asked for before something is added or changed. */
export type Asked = { what: 'new'; kind: NewKind } | { what: 'edit'; object: BoardObject };

/** What is done with objects; each says what has become of it, or why nothing has. */
export interface Actions {
  move(object: BoardObject, direction: Direction, by: number): void;
  order(object: BoardObject, towards: Towards): void;
  remove(object: BoardObject): void;
  recolor(object: BoardObject, color: string): void;
  unlock(object: BoardObject): void;
  write(object: BoardObject, text: string): void;
  /** Throws where the formula can't be drawn; so does addFormula. */
  setFormula(object: BoardObject, latex: string): Promise<void>;
  add(made: NewObject): void;
  addFormula(latex: string): Promise<void>;
  /** Brings back what was removed last; null where that was done. */
  undo: (() => void) | null;
}

export interface Surroundings {
  reader: Reader;
  objects: { all: readonly BoardObject[]; wordsOf: WordsOf; area: View };
  /** The part of the page that is seen. */
  view: () => View;
  /** Something is to be gone to. */
  onGo: (id: string) => void;
  undo: (() => void) | null;
  setUndo: (undo: (() => void) | null) => void;
  t: TFunction;
  say: (words: string) => void;
}

export function actionsOf({ reader, objects, view, onGo, undo, setUndo, t, say }: Surroundings): Actions {
  const { drawing } = reader;
  const changeable = (object: BoardObject) => {
    const why = keptBy(reader, object);
    if (why) say(t(`board.list.kept.${why}`));
    return why === null;
  };
  const added = (made: NewObject) => {
    const id = addObject(drawing, made, view());
    say(t('board.list.said.added', { what: t(`board.list.kind.${made.kind}`) }));
    onGo(id);
  };
  const remove = (object: BoardObject) => {
    if (!changeable(object)) return;
    const { title: what } = objects.wordsOf(object);
    const run = removeObject(drawing, object);
    setUndo(() => {
      run();
      setUndo(null);
      say(t('board.list.said.back', { what }));
      onGo(object.id);
    });
    say(t('board.list.said.removed', { what }));
  };
  return {
    remove,
    undo,
    move(object, direction, by) {
      if (!changeable(object)) return;
      const [dx, dy] = directions[direction];
      const box = boxOfElements(object.members);
      moveObject(drawing, object, [dx * by, dy * by], (id) => mayChange(reader, id));
      const [before, now] = [placeIn(objects.area, box), placeIn(objects.area, { ...box, x: box.x + dx * by, y: box.y + dy * by })];
      const moved = t(`board.list.moved.${direction}`, { count: by });
      say(before === now ? moved : `${moved}${t('board.list.comma')} ${t(`board.list.place.${now}`)}`);
    },
    order(object, towards) {
      if (!changeable(object)) return;
      const done = order(drawing, objects.all, object, towards, listOrigin);
      say(t(done ? `board.list.ordered.${towards}` : 'board.list.ordered.end'));
    },
    recolor(object, color) {
      if (changeable(object)) recolor(drawing, object, color);
    },
    unlock: (object) => unlock(drawing, object),
    write(object, text) {
      if (!changeable(object) || !canWrite(object)) return;
      if (text.trim() === '' && object.main.type === 'text') remove(object);
      else setText(drawing, object, text.trim());
    },
    async setFormula(object, latex) {
      const { strokeColor, customData } = object.main;
      const [now, before] = await Promise.all([renderFormula(latex, strokeColor), renderFormula(customData?.latex ?? '', strokeColor)]);
      if (!now) throw new Error('the formula cannot be drawn');
      if (changeable(object)) setFormula(drawing, object, latex, { before, width: now.width, height: now.height });
    },
    add: added,
    async addFormula(latex) {
      const drawn = await renderFormula(latex, '#1e1e1e');
      if (!drawn) throw new Error('the formula cannot be drawn');
      added({ kind: 'formula', content: latex, size: drawn });
    },
  };
}
