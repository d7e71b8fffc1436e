import { Awareness } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { describe, expect, it, vi } from 'vitest';
import { Authors, authorsOf } from './authors';
import { clearPage } from './clear';
import { BoardDoc } from '../ink/boardDoc';
import { readElement } from '../ink/element';
import { PresentedView } from './presented';

const ana = { userId: 'ana', name: 'Ana', color: '#1f5fa8' };
const ben = { userId: 'ben', name: 'Ben', color: '#b3261e' };
const settled = () => new Promise((resolve) => setTimeout(resolve));

function box(id: string) {
  const element = readElement({ id, type: 'rectangle', x: 1, y: 2, width: 3, height: 4 });
  if (!element) throw new Error('not an element');
  return element;
}

function page() {
  const mine = new Doc();
  mine.clientID = 1;
  return { mine };
}

describe('who drew what', () => {
  it('is known of those who are here, and asked for of the others', async () => {
    const awareness = new Awareness(new Doc());
    const read = vi.fn().mockResolvedValue([{ client: 7, ...ben }]);
    const authors = new Authors(awareness, read);
    awareness.setLocalState({ user: ana });
    authors.start();
    expect(authors.authorOf(awareness.clientID)).toEqual(ana);
    expect(authors.authorOf(7)).toBeNull();
    await settled();
    expect(authors.authorOf(7)).toEqual(ben);
    expect(read).toHaveBeenCalledTimes(1);
    authors.dispose();
  });

  it('names each person once', () => {
    const clients: Record<string, number> = { a: 1, b: 2, c: 1 };
    const drawing = { clientOf: (id: string) => clients[id] ?? null };
    const book = { authorOf: (client: number) => (client === 1 ? ana : client === 2 ? ben : null) };
    expect(authorsOf(['a', 'b', 'c', 'gone'], drawing, book)).toEqual([ana, ben]);
  });
});

describe('clearing a page', () => {
  const book = { authorOf: () => null };

  it('takes all away, and brings all back', () => {
    const { mine } = page();
    const drawing = new BoardDoc(mine);
    drawing.put(box('a'));
    drawing.put(box('b'));
    const before = drawing.elements();
    const undo = clearPage(drawing, 'all', 'ana', book, 1);
    expect(drawing.elements()).toEqual([]);
    undo?.();
    expect(drawing.elements()).toEqual(before);
  });

  it('leaves what others drew to those who may change only their own', () => {
    const { mine } = page();
    const drawing = new BoardDoc(mine);
    drawing.put(box('a'));
    mine.clientID = 3;
    drawing.put(box('b'));
    clearPage(drawing, 'own', 'ana', book, 3);
    expect(drawing.elements().map(({ id }) => id)).toEqual(['a']);
    expect(clearPage(drawing, 'own', 'ana', book, 3)).toBeNull();
    expect(clearPage(drawing, 'none', 'ana', book, 1)).toBeNull();
    clearPage(drawing, 'own', 'ana', { authorOf: () => ana }, 3);
    expect(drawing.elements()).toEqual([]);
  });
});

describe('the presenter’s view', () => {
  it('is told while they present, and followed by those who go along', () => {
    vi.useFakeTimers();
    const awareness = new Awareness(new Doc());
    awareness.setLocalState({ user: ana });
    const teacher = new PresentedView(awareness);
    const view = { x: 0, y: 0, w: 800, h: 600 };
    teacher.moved(view);
    expect(awareness.getLocalState()).toEqual({ user: ana });
    teacher.tell(true);
    expect(awareness.getLocalState()).toMatchObject({ view });
    const learner = new PresentedView(awareness);
    learner.subscribe(() => undefined);
    learner.follow('ana');
    expect(learner.getSnapshot()).toEqual(view);
    for (const x of [1, 2, 3]) teacher.moved({ ...view, x });
    vi.advanceTimersByTime(100);
    expect(learner.getSnapshot()).toEqual({ ...view, x: 3 });
    learner.follow(null);
    expect(learner.getSnapshot()).toBeNull();
    learner.follow('ana');
    teacher.tell(false);
    expect(learner.getSnapshot()).toBeNull();
    vi.useRealTimers();
  });
});
