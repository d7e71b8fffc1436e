import { describe, expect, it, vi } from 'vitest';
import { Breakouts } from './breakout';
import { BreakoutModel } from './breakoutModel';
import { running } from './places';
import { aBreakout } from './testBreakout';

const session = { command: () => Promise.resolve({}) };

function setup(failures = 0) {
  let left = failures;
  const fetch = vi.fn(() => (left-- > 0 ? Promise.reject(new Error('offline')) : Promise.resolve({ BreakoutModel })));
  return { fetch, breakouts: new Breakouts(session, () => 0, fetch) };
}

describe('Breakouts', () => {
  it('fetches nothing for a class without any', async () => {
    const { breakouts, fetch } = setup();
    breakouts.slice.snapshot({ breakouts: [], said: [] });
    breakouts.slice.snapshot(undefined);
    await Promise.resolve();
    expect(fetch).not.toHaveBeenCalled();
    expect(breakouts.getSnapshot()).toBeNull();
  });

  it('gives the model all that has come meanwhile, in order', async () => {
    const { breakouts } = setup();
    const told = vi.fn();
    breakouts.subscribe(told);
    breakouts.slice.snapshot({ breakouts: [aBreakout({ phase: 'planned' })], said: [] });
    breakouts.slice.event({ type: 'breakout.opened', by: 't', breakout: aBreakout() });
    breakouts.slice.event({ type: 'breakout.closing', by: 't', breakout: aBreakout({ phase: 'closing' }) });
    const model = await breakouts.load();
    expect(running(model.getSnapshot())?.phase).toBe('closing');
    expect(told).toHaveBeenCalledOnce();
    breakouts.slice.snapshot({ breakouts: [], said: [] });
    expect(model.getSnapshot().breakouts).toEqual([]);
  });

  it('tries again after it could not be fetched', async () => {
    vi.useFakeTimers();
    const { breakouts, fetch } = setup(2);
    breakouts.slice.event({ type: 'breakout.opened', by: 't', breakout: aBreakout() });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(fetch).toHaveBeenCalledTimes(3);
    expect(running(breakouts.getSnapshot()?.getSnapshot() ?? { breakouts: [] })?.phase).toBe('open');
  });
});
