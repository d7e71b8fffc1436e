import { describe, expect, it } from 'vitest';
import { colorName, inkColors, noteColors } from './colors';
import { objectsOf } from './objects';
import { placeIn } from './place';
import { element, page } from './testObjects';

describe('what is one object', () => {
  it('a shape with the text in it, a group with all of it, all else by itself; the topmost first', () => {
    const elements = [
      element({ id: 'box', type: 'rectangle', boundElements: [{ type: 'text', id: 'said' }] }),
      element({ id: 'said', type: 'text', text: 'a\nb', originalText: 'a b', containerId: 'box' }),
      element({ id: 'one', type: 'ellipse', groupIds: ['inner', 'outer'] }),
      element({ id: 'two', type: 'arrow', points: [[0, 0], [9, 9]], groupIds: ['outer'] }),
      element({ id: 'label', type: 'text', text: 'up', containerId: 'two', groupIds: [] }),
      element({ id: 'lost', type: 'text', text: 'left behind', containerId: 'gone' }),
      element({ id: 'sum', type: 'image', customData: { kind: 'formula', latex: 'a^2' } }),
      element({ id: 'note', type: 'rectangle', customData: { kind: 'note' } }),
    ];
    expect(objectsOf(elements).map(({ id, kind, text, members }) => [id, kind, text, members.length])).toEqual([
      ['note', 'note', '', 1],
      ['sum', 'formula', 'a^2', 1],
      ['lost', 'text', 'left behind', 1],
      ['group outer', 'group', 'up', 3],
      ['box', 'rectangle', 'a b', 2],
    ]);
  });

  it('what has not changed is the same again', () => {
    const drawing = page({ id: 'a', type: 'rectangle' }, { id: 'b', type: 'ellipse' });
    const before = objectsOf(drawing.elements());
    drawing.change('b', { x: 5 });
    const after = objectsOf(drawing.elements(), new Map(before.map((object) => [object.id, object])));
    expect(after.map((object, i) => object === before[i])).toEqual([false, true]);
  });
});

describe('in words', () => {
  it.each([
    ['#1e1e1e', 'black'],
    ['#E03131', 'red'],
    ['#f00', 'red'],
    ['#2f9e44', 'green'],
    ['#1971c2', 'blue'],
    ['#f08c00', 'orange'],
    ['#ffec99', 'yellow'],
    ['#9c36b5', 'violet'],
    ['#0c8599', 'teal'],
    ['#eebefa', 'violet'],
    ['#ffc9c9', 'pink'],
    ['#846358', 'brown'],
    ['#868e96', 'gray'],
    ['#ffffff80', 'white'],
    ['purple', 'violet'],
    ['transparent', null],
    ['nocolour', null],
    ['#12345', null],
  ])('%s is %s', (color, name) => {
    expect(colorName(color)).toBe(name);
  });

  it('what can be chosen has a name of its own', () => {
    for (const palette of [inkColors, noteColors]) expect(new Set(palette.map(colorName)).size).toBe(palette.length);
  });

  it.each([
    [{ x: 0, y: 0, w: 10, h: 10 }, 'topLeft'],
    [{ x: 40, y: 40, w: 20, h: 20 }, 'middle'],
    [{ x: 90, y: 45, w: 10, h: 10 }, 'right'],
    [{ x: 0, y: 0, w: 100, h: 100 }, 'middle'],
    [{ x: 1e6, y: 1e6, w: 0, h: 0 }, 'bottomRight'],
    [{ x: -1e6, y: 50, w: 0, h: 0 }, 'left'],
  ])('%j stands %s', (box, place) => {
    expect(placeIn({ x: 0, y: 0, w: 100, h: 100 }, box)).toBe(place);
  });
});
