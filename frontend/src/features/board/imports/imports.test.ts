import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { Imports, mostBytes } from './imports';
import { SimpleView } from '../page/simpleView';
import { neighbour, placeAfter } from '../desk';
import { stepOf } from '../useBoard';
import type { BoardImport } from '../wire';

const begun = (name: string): BoardImport => ({ importId: name, name, state: 'waiting', done: 0, total: 0, message: '' });

function setUp() {
  const calls: { name: string; after: string; signal: AbortSignal; progress(share: number): void; done(): void; fail(error: unknown): void }[] = [];
  const came: string[] = [];
  const imports = new Imports(
    (file, after, progress, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ name: file.name, after, signal, progress, done: () => resolve(begun(file.name)), fail: reject });
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      }),
    (one) => came.push(one.name),
  );
  return { imports, calls, came };
}

const file = (name: string) => new File(['x'], name);
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('files that become pages', () => {
  it('are sent one after another, a single one behind the page that is seen', async () => {
    const { imports, calls, came } = setUp();
    imports.add([file('a.pdf')], 'page');
    imports.add([file('b.pdf'), file('c.pdf')], 'page');
    calls[0]?.progress(0.5);
    expect(imports.getSnapshot().map(({ name, progress }) => [name, progress])).toEqual([['a.pdf', 0.5], ['b.pdf', 0], ['c.pdf', 0]]);
    calls[0]?.done();
    await settled();
    calls[1]?.done();
    await settled();
    calls[2]?.done();
    await settled();
    expect(calls.map(({ name, after }) => [name, after])).toEqual([['a.pdf', 'page'], ['b.pdf', ''], ['c.pdf', '']]);
    expect(came).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
    expect(imports.getSnapshot()).toEqual([]);
  });

  it('stay on the list where they were refused, and the next one goes on', async () => {
    const { imports, calls, came } = setUp();
    imports.add([file('a.exe'), file('b.pdf')], '');
    calls[0]?.fail(new ApiError(400, { code: 'invalid', detail: 'This kind of file is not taken.' }));
    await settled();
    calls[1]?.done();
    await settled();
    expect(imports.getSnapshot().map(({ name, error }) => [name, error?.message])).toEqual([['a.exe', 'This kind of file is not taken.']]);
    expect(came).toEqual(['b.pdf']);
  });

  it('are stopped one by one, and all at the end of the visit', async () => {
    const { imports, calls } = setUp();
    imports.add([file('a.pdf'), file('b.pdf'), file('c.pdf')], '');
    const [first, second] = imports.getSnapshot();
    imports.remove(second?.key ?? '');
    imports.remove(first?.key ?? '');
    await settled();
    expect(calls.map(({ name, signal }) => [name, signal.aborted])).toEqual([['a.pdf', true], ['c.pdf', false]]);
    imports.dispose();
    expect(calls[1]?.signal.aborted).toBe(true);
  });

  it('are not sent at all where they are too large', () => {
    const { imports, calls } = setUp();
    const large = file('large.pdf');
    Object.defineProperty(large, 'size', { value: mostBytes + 1 });
    imports.add([large], '');
    expect(calls).toEqual([]);
    expect(imports.getSnapshot()[0]?.error?.code).toBe('payload_too_large');
  });
});

describe('the place of a page', () => {
  const ids = ['a', 'b', 'c', 'd'];

  it.each([
    ['d', 'a', 'before', ''],
    ['d', 'a', 'after', 'a'],
    ['a', 'd', 'after', 'd'],
    ['a', 'c', 'before', 'b'],
    ['b', 'b', 'after', 'a'],
  ] as const)('%s dropped at %s (%s) goes behind "%s"', (moved, target, position, after) => {
    expect(placeAfter(ids, new Set([moved]), target, position)).toBe(after);
  });

  it.each([
    ['a', -1, null],
    ['b', -1, ''],
    ['c', -1, 'a'],
    ['c', 1, 'd'],
    ['d', 1, null],
    ['x', 1, null],
  ] as const)('%s one place on (%i) goes behind %s', (id, by, after) => {
    expect(neighbour(ids, id, by)).toBe(after);
  });
});

describe('the simple view', () => {
  it.each([
    [1, true],
    [2, true],
    [4, false],
    [undefined, false],
  ])('comes by itself with %s GB: %s', (memory, on) => {
    const kept = new Map<string, string>();
    const store = { get: (key: string) => kept.get(key) ?? null, set: (key: string, value: string) => kept.set(key, value), remove: (key: string) => kept.delete(key) };
    const view = new SimpleView(store, memory);
    expect(view.getSnapshot()).toBe(on);
    view.set(!on);
    expect(view.getSnapshot()).toBe(!on);
  });
});

describe('the keys that turn pages', () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  it.each([
    ['PageDown', plain, 1],
    ['PageUp', plain, -1],
    ['PageDown', { ...plain, shiftKey: true }, 0],
    ['ArrowDown', plain, 0],
  ] as const)('%s', (key, held, by) => {
    expect(stepOf({ key, ...held })).toBe(by);
  });
});
