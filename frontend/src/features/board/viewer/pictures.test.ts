import { describe, expect, it, vi } from 'vitest';
import { dataAddress, Pictures } from './pictures';
import { renderFormula } from './formula';

describe('pictures', () => {
  it('are fetched once, when they are first asked for, and told', async () => {
    const load = vi.fn((fileId: string) => Promise.resolve(new Blob([fileId], { type: 'image/png' })));
    const pictures = new Pictures(load, dataAddress);
    const heard = vi.fn();
    pictures.subscribe(heard);
    expect([pictures.picture('a'), pictures.picture('a'), pictures.picture('b')]).toEqual([null, null, null]);
    await pictures.settled();
    expect(load).toHaveBeenCalledTimes(2);
    expect([pictures.picture('a'), pictures.getSnapshot(), heard.mock.calls.length]).toEqual([`data:image/png;base64,${btoa('a')}`, 2, 2]);
  });

  it('that cannot be had are not asked for again', async () => {
    const load = vi.fn(() => Promise.reject(new Error('gone')));
    const pictures = new Pictures(load);
    pictures.picture('a');
    await pictures.settled();
    expect([pictures.picture('a'), load.mock.calls.length]).toEqual([null, 1]);
  });

  it('are let go, also those that come too late', async () => {
    const [made, released] = [vi.fn(() => 'blob:a'), vi.fn()];
    Object.assign(URL, { createObjectURL: made, revokeObjectURL: released });
    const pictures = new Pictures(() => Promise.resolve(new Blob()));
    pictures.picture('a');
    await pictures.settled();
    pictures.picture('b');
    pictures.dispose();
    await pictures.settled();
    expect(released.mock.calls).toEqual([['blob:a'], ['blob:a']]);
  });
});

describe('formulas', () => {
  it.each(['\\frac{', '\\def\\a{\\a\\a}\\a', '\\unknown', 'a^^b'])('that make no sense are none: %s', async (latex) => {
    expect(await renderFormula(latex, '#000000')).toBeNull();
    expect(document.body.innerHTML).toBe('');
  });
});
