import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { ExportModel, type Job } from './exportModel';
import { dayOf, fileName } from './fileName';

describe('what a file is called', () => {
  it.each([
    [['Maths 8b', '2026-11-26', ''], 'Maths 8b - 2026-11-26.pdf'],
    [['a/b\\c: "d" <e>|?*', ''], 'a b c d e.pdf'],
    [['../../etc\u0000\u202e/passwd'], 'etc passwd.pdf'],
    [['الرياضيات', '2026-11-26'], 'الرياضيات - 2026-11-26.pdf'],
    [['   ', ''], 'board.pdf'],
    [['x'.repeat(300)], `${'x'.repeat(80)}.pdf`],
  ])('%j', (parts, name) => {
    expect(fileName(parts, 'pdf')).toBe(name);
  });

  it('a day that is none has no name', () => {
    expect(dayOf('never')).toBe('');
    expect(dayOf('2026-11-26T12:00:00Z')).toBe('2026-11-26');
  });
});

const job: Job = { format: 'pdf', pages: [], title: '', language: 'en', name: 'board.pdf', source: () => Promise.reject(new Error('none')) };

describe('making a file', () => {
  it('tells how far it is, and saves it', async () => {
    const save = vi.fn();
    const model = new ExportModel(save, (_, progress) => {
      progress(0);
      return Promise.resolve(new Blob());
    });
    const seen: string[] = [];
    model.subscribe(() => seen.push(model.getSnapshot().phase));
    await model.start(job);
    expect(seen).toEqual(['running', 'running', 'done']);
    expect(save).toHaveBeenCalledExactlyOnceWith(expect.any(Blob), 'board.pdf');
  });

  it.each([
    [ApiError.offline(), true],
    [new Error('broken'), false],
  ])('says why it could not be made: %s', async (error, offline) => {
    const model = new ExportModel(vi.fn(), () => Promise.reject(error));
    await model.start(job);
    expect(model.getSnapshot()).toEqual({ phase: 'failed', offline });
  });

  it('that was stopped is neither saved nor failed', async () => {
    const save = vi.fn();
    let finish = (_: Blob) => {};
    const model = new ExportModel(save, (_, __, signal) => new Promise((resolve) => {
      finish = resolve;
      signal.addEventListener('abort', () => resolve(new Blob()));
    }));
    const going = model.start(job);
    model.stop();
    await going;
    finish(new Blob());
    expect([model.getSnapshot().phase, save.mock.calls.length]).toEqual(['idle', 0]);
  });
});
