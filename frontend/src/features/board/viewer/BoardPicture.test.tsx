import { act, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Doc } from 'yjs';
import { BoardDoc } from '../ink/boardDoc';
import { readElement } from '../ink/element';
import { BoardPicture } from './BoardPicture';

function put(drawing: BoardDoc, fields: Record<string, unknown>): void {
  const element = readElement({ width: 100, height: 50, ...fields });
  if (element) drawing.put(element);
}

function setUp({ coarse = false, begin = () => undefined }: { coarse?: boolean; begin?: (drawing: BoardDoc) => void } = {}) {
  vi.useFakeTimers();
  Object.assign(URL, { createObjectURL: () => 'blob:picture', revokeObjectURL: () => undefined });
  const drawing = new BoardDoc(new Doc());
  put(drawing, { id: 'a', type: 'rectangle', index: 'a1' });
  begin(drawing);
  const load = vi.fn(() => Promise.resolve(new Blob()));
  render(
    <div role="img" aria-label="Page 1">
      <BoardPicture drawing={drawing} load={load} background={null} template="grid" everyMs={100} coarse={coarse} />
    </div>,
  );
  return { drawing, load, wait: () => act(() => vi.advanceTimersByTimeAsync(100)), page: screen.getByRole('img', { name: 'Page 1' }) };
}

const kinds = (page: HTMLElement) => [...page.querySelectorAll('g > g > *')].map(({ tagName }) => tagName);

describe('a page as a picture', () => {
  afterEach(() => vi.useRealTimers());

  it('follows its document', async () => {
    const { drawing, wait, page } = setUp();
    expect(kinds(page)).toEqual(['rect']);
    put(drawing, { id: 'b', type: 'ellipse', index: 'a0' });
    await wait();
    expect(kinds(page)).toEqual(['ellipse', 'rect']);
    drawing.remove('a');
    await wait();
    expect(kinds(page)).toEqual(['ellipse']);
  });

  it('draws again only what has changed', async () => {
    const { drawing, wait, page } = setUp();
    put(drawing, { id: 'b', type: 'ellipse', index: 'a2' });
    await wait();
    const before = page.querySelector('rect');
    drawing.change('b', { x: 40 });
    await wait();
    expect(page.querySelector('g[transform^="translate(40"] > ellipse')).not.toBeNull();
    expect(page.querySelector('rect')).toBe(before);
  });

  it('shows a picture once it is there', async () => {
    const { drawing, wait, page, load } = setUp();
    put(drawing, { id: 'i', type: 'image', fileId: 'f1', index: 'a3' });
    await wait();
    await wait();
    expect(load).toHaveBeenCalledExactlyOnceWith('f1');
    expect(page.querySelector('image')?.getAttribute('href')).toBe('blob:picture');
  });

  it('draws a small picture of a large page in pieces', async () => {
    const many = (drawing: BoardDoc) => {
      for (let i = 0; i < 230; i++) put(drawing, { id: `e${i}`, type: 'ellipse', index: `b${String(i).padStart(3, '0')}V` });
    };
    const { page, wait } = setUp({ coarse: true, begin: many });
    const counts = [kinds(page).length];
    for (let i = 0; i < 3; i++) {
      await wait();
      counts.push(kinds(page).length);
    }
    expect(counts).toEqual([100, 200, 231, 231]);
  });
});
