import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceKind } from './device';
import { followPageLife } from './pageLife';
import { opened, redialled, resumed } from './testWire';

let visibility: DocumentVisibilityState = 'visible';

function turn(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T10:00:00.000Z') });
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function followed() {
  const kit = await opened();
  const stop = followPageLife(kit.socket);
  const alive = async (seconds: number) => {
    for (let i = 0; i < seconds; i += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      kit.last().hear({ type: 'beat', serverTime: '2026-03-02T10:00:07.000Z', offset: 1 });
    }
  };
  return { kit, stop, alive };
}

const said = (away: boolean, id: string) => ({ away, type: 'person.away', id });

describe('followPageLife', () => {
  it('says away after thirty seconds out of sight, and back at once', async () => {
    const { kit, stop, alive } = await followed();
    turn('hidden');
    await alive(29);
    expect(kit.last().commands()).toEqual([]);
    await alive(1);
    expect(kit.last().commands()).toEqual([said(true, 'id-1')]);
    turn('visible');
    expect(kit.last().commands()).toEqual([said(true, 'id-1'), said(false, 'id-2')]);
    stop();
  });

  it('says nothing about a short glance elsewhere', async () => {
    const { kit, stop, alive } = await followed();
    turn('hidden');
    await alive(20);
    turn('visible');
    await alive(40);
    expect(kit.last().commands()).toEqual([]);
    stop();
  });

  it('says it again on a new connection, which knows nothing of it', async () => {
    const { kit, stop, alive } = await followed();
    turn('hidden');
    await alive(30);
    await redialled(kit);
    kit.last().hear(resumed(1));
    expect(kit.last().commands()).toEqual([said(true, 'id-2')]);
    stop();
  });

  it('says goodbye when the page goes, and comes back from the cache', async () => {
    const { kit, stop } = await followed();
    window.dispatchEvent(new Event('pagehide'));
    expect(kit.last().sent.at(-1)).toBe('{"type":"leave"}');
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await vi.advanceTimersByTimeAsync(0);
    expect(kit.wires).toHaveLength(2);
    stop();
    window.dispatchEvent(new Event('pagehide'));
    expect(kit.socket.getSnapshot().status).toBe('connecting');
  });
});

describe('deviceKind', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148', 5, 'phone'],
    ['Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) Mobile/15E148', 5, 'tablet'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, 'tablet'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, 'desktop'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile Safari/537.36', 5, 'phone'],
    ['Mozilla/5.0 (Linux; Android 15; SM-X910) Safari/537.36', 5, 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 10, 'desktop'],
    ['', 0, 'unknown'],
  ] as const)('%s', (userAgent, maxTouchPoints, kind) => {
    expect(deviceKind({ userAgent, maxTouchPoints })).toBe(kind);
  });
});
