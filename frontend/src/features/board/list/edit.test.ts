import { describe, expect, it } from 'vitest';
import { moveObject, recolor, removeObject, setText, unlock } from './edit';
import { addObject, newKinds } from './make';
import { wrap } from './measure';
import { objectsOf, type BoardObject } from './objects';
import { order, type Towards } from './order';
import { page } from './testObjects';
import type { BoardDoc } from '../ink/boardDoc';

function object(drawing: BoardDoc, id: string): BoardObject {
  const found = objectsOf(drawing.elements()).find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const all = () => true;
const view = { x: 1000, y: 0, w: 600, h: 400 };

describe('moving', () => {
  it('takes along what is written in it and what is in its group', () => {
    const drawing = page({ id: 'box', type: 'rectangle', x: 10, y: 10 }, { id: 'said', type: 'text', containerId: 'box', x: 20, y: 20 });
    moveObject(drawing, object(drawing, 'box'), [10, -1], all);
    expect(drawing.elements().map(({ x, y }) => [x, y])).toEqual([[20, 9], [30, 19]]);
  });

  it.each([
    ['start', { startBinding: { elementId: 'box', focus: 0, gap: 1 } }, { x: 60, y: 50, points: [[0, 0], [90, 0]] }],
    ['end', { endBinding: { elementId: 'box', focus: 0, gap: 1 } }, { x: 50, y: 50, points: [[0, 0], [110, 0]] }],
  ])('draws the %s of an arrow along', (_, binding, after) => {
    const drawing = page({ id: 'box', type: 'rectangle' }, { id: 'arrow', type: 'arrow', x: 50, y: 50, points: [[0, 0], [100, 0]], ...binding });
    moveObject(drawing, object(drawing, 'box'), [10, 0], all);
    expect(drawing.get('arrow')).toMatchObject(after);
  });

  it('leaves arrows that are not to be changed', () => {
    const drawing = page({ id: 'box', type: 'rectangle' }, { id: 'arrow', type: 'arrow', points: [[0, 0], [100, 0]], endBinding: { elementId: 'box', focus: 0, gap: 1 } });
    moveObject(drawing, object(drawing, 'box'), [10, 0], (id) => id !== 'arrow');
    expect(drawing.get('arrow')).toMatchObject({ points: [[0, 0], [100, 0]] });
  });
});

describe('order', () => {
  const four = () => page({ id: 'a', type: 'rectangle', index: 'a0' }, { id: 'b', type: 'rectangle', index: 'a1' }, { id: 'c', type: 'rectangle', index: 'a2' }, { id: 'd', type: 'rectangle', index: 'a3' });
  const ids = (drawing: BoardDoc) => drawing.elements().map(({ id }) => id).join('');

  it.each<[string, Towards, string, boolean]>([
    ['b', 'forward', 'acbd', true],
    ['b', 'backward', 'bacd', true],
    ['b', 'front', 'acdb', true],
    ['c', 'back', 'cabd', true],
    ['d', 'forward', 'abcd', false],
    ['a', 'backward', 'abcd', false],
    ['a', 'back', 'abcd', false],
  ])('%s %s: %s', (id, towards, after, done) => {
    const drawing = four();
    expect(order(drawing, objectsOf(drawing.elements()), object(drawing, id), towards, 'test')).toBe(done);
    expect(ids(drawing)).toBe(after);
  });

  it('a shape keeps its text directly above it', () => {
    const drawing = page({ id: 'a', type: 'rectangle', index: 'a0' }, { id: 't', type: 'text', containerId: 'a', index: 'a1' }, { id: 'b', type: 'rectangle', index: 'a2' });
    order(drawing, objectsOf(drawing.elements()), object(drawing, 'a'), 'forward', 'test');
    expect(ids(drawing)).toBe('bat');
  });

  it.each<[Towards, string, string]>([
    ['backward', 'd', 'dabc'],
    ['forward', 'z', 'abczd'],
    ['backward', 'b', 'bacd'],
    ['forward', 'a', 'bcad'],
  ])('goes %s past what was drawn in one moment, and so has one index', (towards, id, result) => {
    const drawing = page(...['z', 'a', 'b', 'c', 'd'].filter((one) => one !== 'z' || id === 'z').map((one) => ({ id: one, type: 'rectangle', index: { z: 'Zz', d: 'a1' }[one] ?? 'a0' })));
    expect(order(drawing, objectsOf(drawing.elements()), object(drawing, id), towards, 'test')).toBe(true);
    expect(drawing.elements().map((one) => one.id).join('')).toBe(result);
  });

  it('works on whatever others have written as an order', () => {
    const drawing = page({ id: 'a', type: 'rectangle', index: 'a1' }, { id: 'b', type: 'rectangle', index: 'a1' }, { id: 'c', type: 'rectangle', index: 'zz0' }, { id: 'd', type: 'rectangle' }, { id: 'e', type: 'rectangle', index: '00' });
    for (const towards of ['forward', 'backward', 'front', 'back'] as const) for (const id of 'abcde') expect(() => order(drawing, objectsOf(drawing.elements()), object(drawing, id), towards, 'test')).not.toThrow();
    expect(drawing.elements()).toHaveLength(5);
  });
});

describe('writing', () => {
  it('makes a text as large as its words', () => {
    const drawing = page({ id: 't', type: 'text', text: 'a', fontSize: 20, width: 11, height: 25 });
    setText(drawing, object(drawing, 't'), 'first\nsecond');
    expect(drawing.get('t')).toMatchObject({ text: 'first\nsecond', originalText: null, width: 66, height: 50 });
  });

  it('puts words into a shape, breaks them, and lets it grow', () => {
    const drawing = page({ id: 'box', type: 'rectangle', width: 100, height: 40, x: 50, y: 50 });
    setText(drawing, object(drawing, 'box'), 'one two three four five');
    const { members } = object(drawing, 'box');
    const label = members[1];
    expect(drawing.get('box')).toMatchObject({ boundElements: [{ type: 'text', id: label?.id }], height: 110 });
    expect(label).toMatchObject({ text: 'one two\nthree\nfour\nfive', originalText: 'one two three four five', containerId: 'box', y: 55, height: 100 });
    setText(drawing, object(drawing, 'box'), '');
    expect([drawing.elements().length, drawing.get('box')?.boundElements]).toEqual([1, []]);
  });

  it.each([
    ['a long word', 'incomprehensibilities', ['incomprehe', 'nsibilitie', 's']],
    ['spaces', 'ab  cd ef gh ij', ['ab  cd ef', 'gh ij']],
    ['empty lines', 'a\n\nb', ['a', '', 'b']],
    ['letters of two units', '😀😀😀😀😀😀', ['😀😀😀😀😀', '😀']],
  ])('breaks %s', (_, text, lines) => {
    expect(wrap(text, 100, (part) => part.length * 10).split('\n')).toEqual(lines);
  });

  it('never breaks without end', () => {
    expect(wrap('wide', -5, (part) => part.length)).toBe('w\ni\nd\ne');
  });
});

describe('colour, removing, unlocking', () => {
  it('colours a note as a whole, a formula with its picture', () => {
    const drawing = page({ id: 'n', type: 'rectangle', customData: { kind: 'note' } }, { id: 'f', type: 'image', fileId: 'x', customData: { kind: 'formula', latex: 'a' } });
    recolor(drawing, object(drawing, 'n'), '#b2f2bb');
    recolor(drawing, object(drawing, 'f'), '#e03131');
    expect(drawing.get('n')).toMatchObject({ backgroundColor: '#b2f2bb', strokeColor: '#b2f2bb' });
    expect(drawing.get('f')).toMatchObject({ strokeColor: '#e03131' });
    expect(drawing.get('f')).not.toMatchObject({ fileId: 'x' });
  });

  it('brings back all that was removed', () => {
    const drawing = page({ id: 'a', type: 'rectangle' }, { id: 't', type: 'text', text: 'x', containerId: 'a' }, { id: 'i', type: 'freedraw', points: [[0, 0], [5, 5]], pressures: [0.2, 0.8] });
    const before = drawing.elements();
    const undo = [removeObject(drawing, object(drawing, 'a')), removeObject(drawing, object(drawing, 'i'))];
    expect(drawing.elements()).toEqual([]);
    for (const back of undo) back();
    expect(drawing.elements()).toEqual(before);
  });

  it('unlocks', () => {
    const drawing = page({ id: 'a', type: 'rectangle', locked: true });
    unlock(drawing, object(drawing, 'a'));
    expect(drawing.get('a')?.locked).toBe(false);
  });
});

describe('adding', () => {
  it.each(newKinds)('%s: above all, in the middle of what is seen', (kind) => {
    const drawing = page({ id: 'a', type: 'rectangle', index: 'a5' });
    const id = addObject(drawing, { kind, content: kind === 'text' || kind === 'note' ? 'Hello' : 'x', size: { width: 40, height: 20 } }, view);
    const made = object(drawing, id);
    const { x, y, width, height } = made.main;
    expect(made.kind).toBe(kind);
    expect(made.text).toBe(kind === 'formula' ? 'x' : kind === 'text' || kind === 'note' ? 'Hello' : '');
    expect(objectsOf(drawing.elements())[0]?.id).toBe(id);
    expect(Math.abs(x + width / 2 - 1300)).toBeLessThan(100);
    expect(Math.abs(y + height / 2 - 200)).toBeLessThan(100);
  });
});
