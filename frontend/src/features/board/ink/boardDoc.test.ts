// @vitest-environment node
import { applyUpdate, Array as YArray, Doc, encodeStateAsUpdate, Map as YMap } from 'yjs';
import { describe, expect, it } from 'vitest';
import { BoardDoc, type DocChange } from './boardDoc';
import { readElement, type BoardElement, type InkElement } from './element';

function made(fields: Record<string, unknown>): BoardElement {
  const element = readElement(fields);
  if (!element) throw new Error('no element');
  return element;
}

function stroke(id: string, points: [number, number][], pressures: number[] = []): InkElement {
  const element = made({ id, type: 'freedraw', x: 120.5, y: 80.25, points, pressures, simulatePressure: pressures.length === 0, index: 'a1', strokeColor: '#e03131', seed: 1234567 });
  if (element.type !== 'freedraw') throw new Error('no ink');
  return element;
}

/** A pen that draws a curve for a second, at 60 points a second. */
const curve = (n: number): [number, number][] => Array.from({ length: n }, (_, i) => [i * 4.3, Math.sin(i / 8) * 60]);

function pair() {
  const [a, b] = [new Doc(), new Doc()];
  let wire = 0;
  let frames = 0;
  a.on('update', (update: Uint8Array) => {
    frames++;
    wire += update.length + 4; // what the protocol and the WebSocket put before it
    applyUpdate(b, update, 'wire');
  });
  return { a: new BoardDoc(a), b: new BoardDoc(b), docs: [a, b] as const, cost: () => ({ wire, frames }) };
}

describe('a page', () => {
  it('tells the other side what was added, changed, ordered and removed', () => {
    const { a, b } = pair();
    const told: DocChange[] = [];
    b.subscribe((change) => told.push(change));
    a.transact('me', () => {
      a.put(made({ id: 'one', type: 'rectangle', x: 1, y: 2, width: 30, height: 40, index: 'a2' }));
      a.put(made({ id: 'two', type: 'text', text: 'Häuser', x: 5, y: 6, index: 'a1' }));
    });
    expect(told).toHaveLength(1);
    expect([...(told[0]?.ids ?? [])].sort()).toEqual(['one', 'two']);
    expect(told[0]).toMatchObject({ local: false, origin: 'wire' });
    expect(b.elements().map((e) => e.id)).toEqual(['two', 'one']);
    a.change('one', { x: 7.123, index: 'a0' });
    expect(b.get('one')).toMatchObject({ x: 7.125, y: 2, index: 'a0' });
    expect(b.elements().map((e) => e.id)).toEqual(['one', 'two']);
    a.remove('two');
    expect(b.elements().map((e) => e.id)).toEqual(['one']);
    expect(b.get('two')).toBeNull();
    expect(a.elements()).toEqual(b.elements());
  });

  it('sends only the fields that differ', () => {
    const { a, docs } = pair();
    a.put(made({ id: 'one', type: 'rectangle', x: 1, y: 2, index: 'a2' }));
    const updates: Uint8Array[] = [];
    docs[0].on('update', (update: Uint8Array) => updates.push(update));
    a.put(made({ id: 'one', type: 'rectangle', x: 1, y: 2, index: 'a2' }));
    expect(updates).toHaveLength(0);
    a.put(made({ id: 'one', type: 'rectangle', x: 1, y: 3, index: 'a2' }));
    expect(updates).toHaveLength(1);
    expect(updates[0]?.length).toBeLessThan(45);
  });

  it('knows who made what, also once somebody else has changed it', () => {
    const { a, b, docs } = pair();
    docs[1].on('update', (update: Uint8Array, origin: unknown) => origin !== 'wire' && applyUpdate(docs[0], update, 'back'));
    a.put(made({ id: 'one', type: 'ellipse' }));
    b.change('one', { x: 9 });
    expect(a.get('one')).toMatchObject({ x: 9 });
    expect(a.clientOf('one')).toBe(docs[0].clientID);
    expect(b.clientOf('one')).toBe(docs[0].clientID);
    expect(a.clientOf('none')).toBeNull();
  });

  it('shows a stroke while it is drawn, and the same once it is', () => {
    const { a, b } = pair();
    const points = curve(60);
    const pen = a.draw(stroke('s', points.slice(0, 3)), 3);
    expect(b.get('s')).toMatchObject({ type: 'freedraw', points: [[0, 0], [4.25, 7.5], [8.625, 14.875]] });
    pen.append({ points: points.slice(0, 30), pressures: [] });
    pen.append({ points: points.slice(0, 30), pressures: [] });
    const half = b.get('s');
    expect(half?.type === 'freedraw' && half.points.length).toBe(30);
    pen.end(stroke('s', points));
    const [mine, theirs] = [a.get('s'), b.get('s')];
    expect(theirs).toEqual(mine);
    expect(theirs?.type === 'freedraw' && theirs.points.length).toBe(60);
    expect(theirs?.width).toBeCloseTo(59 * 4.3, 0);
  });

  it.each([false, true])('costs at most 800 bytes on the wire and 300 in the document for 60 points (pressures: %s)', (pressed) => {
    for (const [perChunk, most] of [[5, 800], [7, 700]] as const) {
      const { a, docs, cost } = pair();
      const points = curve(60);
      const pressures = pressed ? points.map((_, i) => 0.1 + 0.7 * Math.sin((i / 60) * Math.PI)) : [];
      const upTo = (n: number) => ({ ...stroke('xK3bV9QzR7tYp2LmN4wEa', points.slice(0, n)), pressures: pressures.slice(0, n), simulatePressure: !pressed });
      const pen = a.draw(upTo(2), 3);
      for (let n = 2 + perChunk; n < 60; n += perChunk) pen.append(upTo(n));
      pen.end(upTo(60));
      const document = encodeStateAsUpdate(docs[1]).length;
      expect(document).toBeLessThanOrEqual(300);
      expect(cost().wire).toBeLessThanOrEqual(most);
    }
  });
});

describe('what others may have written', () => {
  it.each([
    ['no map', 7],
    ['a kind that is not known', new YMap<unknown>([['b', { t: 'iframe', l: 'https://class.example' }]])],
    ['nothing', new YMap<unknown>()],
    ['a base that is a list', new YMap<unknown>([['b', [1, 2]]])],
  ])('leaves %s away', (_, value) => {
    const doc = new Doc();
    const board = new BoardDoc(doc);
    doc.getMap('elements').set('x', value);
    expect(board.elements()).toEqual([]);
  });

  it('takes the default where a field makes no sense', () => {
    const doc = new Doc();
    const board = new BoardDoc(doc);
    const hostile = { t: 'text', x: Number.NaN, y: 1e300, w: -5, c: 'url(https://elsewhere)', l: 'javascript:alert(1)', g: 'no list', tx: 7, ff: '5', a: null, d: { kind: 'page', __proto__: 1 } };
    doc.getMap('elements').set('x', new YMap<unknown>([['b', hostile]]));
    expect(board.get('x')).toMatchObject({ x: 0, y: 0, width: 0, strokeColor: '#1e1e1e', link: null, groupIds: [], text: '', fontFamily: 5, angle: 0, customData: null });
  });

  it('cuts ink that never ends', () => {
    const doc = new Doc();
    const board = new BoardDoc(doc);
    const chunks = Array.from({ length: 300 }, (_, i) => Uint8Array.from([...(i === 0 ? [3] : []), 100, ...new Array<number>(200).fill(0)]));
    const [claim, claimed] = [Uint8Array.of(3, 255, 255, 255, 127), new Uint8Array(3_000_000)];
    doc.getMap('elements').set('x', new YMap<unknown>([['b', { t: 'freedraw' }], ['q', YArray.from(chunks)]]));
    doc.getMap('elements').set('y', new YMap<unknown>([['b', { t: 'freedraw' }], ['q', YArray.from([claim, claimed])]]));
    const lengthOf = (id: string) => board.elements().flatMap((one) => (one.id === id && one.type === 'freedraw' ? [one.points.length] : []));
    expect([lengthOf('x'), lengthOf('y')]).toEqual([[20_000], [0]]);
  });
});

describe('what the drawing program falls over', () => {
  it.each([[[]], [[[5, 5]]], ['none']])('is no line: points %j', (points) => {
    expect(readElement({ id: 'l', type: 'arrow', points })).toBeNull();
  });

  it('is no fine hatching of something large', () => {
    const hatched = { id: 'h', type: 'rectangle', backgroundColor: '#ff0000', fillStyle: 'hachure', height: 10, strokeWidth: 1 };
    expect(readElement({ ...hatched, width: 4_000 })).toMatchObject({ fillStyle: 'hachure' });
    expect(readElement({ ...hatched, width: 4_001 })).toMatchObject({ fillStyle: 'solid' });
    expect(readElement({ ...hatched, type: 'line', width: 1, points: [[0, 0], [1e6, 1], [0, 0]] })).toMatchObject({ fillStyle: 'solid' });
  });
});
