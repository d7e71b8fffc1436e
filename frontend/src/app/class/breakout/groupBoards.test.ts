import { toBase64 } from 'lib0/buffer';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Doc, encodeStateAsUpdate, encodeStateVector, Map as YMap } from 'yjs';
import { GroupBoards } from './groupBoards';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The board of a group as the server has it, drawn on by one client. */
function aBoard() {
  const doc = new Doc();
  const updates: { seq: number; update: string }[] = [];
  const draw = (id: string) => {
    const before = encodeStateVector(doc);
    doc.getMap('elements').set(id, new YMap([['b', { type: 'rectangle' }]]));
    updates.push({ seq: updates.length + 1, update: toBase64(encodeStateAsUpdate(doc, before)) });
  };
  const read = vi.fn((_: string, after: number) => Promise.resolve({ updates: updates.filter(({ seq }) => seq > after), next: null }));
  return { client: doc.clientID, draw, read };
}

it('reads what is watched every few seconds, and tells who has drawn since it was seen first', async () => {
  const { client, draw, read } = aBoard();
  const drew = vi.fn();
  const authors = vi.fn(() => Promise.resolve([{ client, userId: 'ana' }]));
  const boards = new GroupBoards({ read, authors, drew, everyMs: 1_000 });
  draw('one');
  const leave = boards.watch('g1');
  await vi.advanceTimersByTimeAsync(1);
  expect(read).toHaveBeenLastCalledWith('g1', 0);
  expect(drew).not.toHaveBeenCalled();
  draw('two');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(drew.mock.calls).toEqual([[['ana']]]);
  draw('three');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(authors).toHaveBeenCalledOnce();
  expect(drew).toHaveBeenCalledTimes(2);
  leave();
  await vi.advanceTimersByTimeAsync(1_000);
  const { length } = read.mock.calls;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(read.mock.calls.length).toBe(length);
});

it('goes on after a failure, and reads an empty board until something is there', async () => {
  const { draw, read } = aBoard();
  const boards = new GroupBoards({ read, authors: () => Promise.resolve([]), drew: vi.fn(), everyMs: 1_000 });
  read.mockRejectedValueOnce(new Error('offline'));
  boards.watch('g1');
  await vi.advanceTimersByTimeAsync(1);
  draw('one');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(boards.drawing('g1').clientOf('one')).not.toBeNull();
});
