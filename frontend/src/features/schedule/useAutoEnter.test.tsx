import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { pollDelay } from './api';
import { useAutoEnter } from './useAutoEnter';

const unknownYet: { live: string | null | undefined } = { live: undefined };

function setup(enabled = true) {
  const onStart = vi.fn();
  const hook = renderHook(({ live }: { live: string | null | undefined }) => useAutoEnter({ liveSessionId: live, enabled, onStart }), {
    initialProps: unknownYet,
  });
  return { onStart, see: (live: string | null | undefined) => hook.rerender({ live }) };
}

describe('useAutoEnter', () => {
  it('takes a waiting learner in when class starts, once', () => {
    const { onStart, see } = setup();
    see(null);
    see('s1');
    see('s1');
    expect(onStart.mock.calls).toEqual([['s1']]);
  });

  it('lets a learner who comes later decide', () => {
    const { onStart, see } = setup();
    see('s1');
    expect(onStart).not.toHaveBeenCalled();
  });

  it('never takes along whoever can start class', () => {
    const { onStart, see } = setup(false);
    see(null);
    see('s1');
    expect(onStart).not.toHaveBeenCalled();
  });

  it('waits again after class has ended', () => {
    const { onStart, see } = setup();
    see(null);
    see('s1');
    see(null);
    see('s2');
    expect(onStart.mock.calls).toEqual([['s1'], ['s2']]);
  });
});

describe('polling', () => {
  it('asks about every two seconds, spread', () => {
    expect([pollDelay(() => 0), pollDelay(() => 0.5), pollDelay(() => 1)]).toEqual([1_800, 2_000, 2_200]);
  });
});
