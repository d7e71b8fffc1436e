import { Doc } from 'yjs';
import { Awareness } from 'y-protocols/awareness';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presence } from './presence';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const awareness = new Awareness(new Doc());
  const presence = new Presence(awareness, () => Date.now());
  presence.start();
  const told: unknown[] = [];
  awareness.on('update', (_: unknown, origin: unknown) => origin === 'local' && told.push(awareness.getLocalState()?.['pointer']));
  const hear = (client: number, state: Record<string, unknown> | null) => {
    if (state) awareness.states.set(client, state);
    else awareness.states.delete(client);
    awareness.emit('change', [{ added: [], updated: state ? [client] : [], removed: state ? [] : [client] }, 'network']);
    vi.advanceTimersByTime(50);
  };
  return { awareness, presence, told, hear };
}

const at = (x: number, more: object = {}) => ({ x, y: 0, tool: 'pointer' as const, button: 'up' as const, ...more });
const user = { name: 'Ada', color: '#1f5fa8', userId: 'u1' };

describe('the own pointer', () => {
  it('is told at most 25 times a second, and where it is in the end', () => {
    const { presence, told } = setUp();
    for (let ms = 0; ms < 1000; ms += 5) {
      presence.moved(at(ms));
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(100);
    expect(told.length).toBeGreaterThan(20);
    expect(told.length).toBeLessThanOrEqual(27);
    expect(told[told.length - 1]).toEqual(at(995));
  });

  it('is not told while it rests, and is gone after a while', () => {
    const { presence, told } = setUp();
    presence.moved(at(1));
    vi.advanceTimersByTime(100);
    presence.moved(at(1.01));
    vi.advanceTimersByTime(20_000);
    expect(told).toEqual([at(1)]);
    vi.advanceTimersByTime(20_000);
    expect(told).toEqual([at(1), null]);
  });

  it('is not told while something is drawn, but while the laser points', () => {
    const { presence, told } = setUp();
    presence.moved(at(1, { button: 'down' }));
    vi.advanceTimersByTime(100);
    presence.moved(at(2, { tool: 'laser', button: 'down' }));
    vi.advanceTimersByTime(100);
    presence.moved(at(2, { tool: 'laser' }));
    expect(told).toEqual([at(2, { tool: 'laser', button: 'down' }), at(2, { tool: 'laser' })]);
  });

  it('is gone once it leaves the canvas, and with the canvas', () => {
    const { presence, told } = setUp();
    presence.moved(at(1));
    presence.left();
    vi.advanceTimersByTime(100);
    expect(told).toEqual([]);
    presence.moved(at(2));
    vi.advanceTimersByTime(100);
    presence.dispose();
    vi.advanceTimersByTime(100_000);
    expect(told).toEqual([at(2), null]);
  });
});

describe('the pointers of others', () => {
  it('come with the name and colour that the server says, and go', () => {
    const { presence, hear } = setUp();
    hear(7, { user, pointer: at(3), name: 'somebody else' });
    expect(presence.getSnapshot()).toEqual([{ client: 7, name: 'Ada', color: '#1f5fa8', pointer: at(3) }]);
    hear(7, { user, pointer: null });
    expect(presence.getSnapshot()).toEqual([]);
    hear(7, { user, pointer: at(3) });
    hear(7, null);
    expect(presence.getSnapshot()).toEqual([]);
  });

  it.each([
    ['no user', { pointer: at(3) }],
    ['a colour that is more', { user: { ...user, color: 'red;background:url(//x)' }, pointer: at(3) }],
    ['no number', { user, pointer: at(Number.NaN) }],
    ['a place far away', { user, pointer: at(1e12) }],
    ['another tool', { user, pointer: at(3, { tool: 'hammer' }) }],
  ])('are not shown with %s', (_, state) => {
    const { presence, hear } = setUp();
    hear(7, state);
    expect(presence.getSnapshot()).toEqual([]);
  });

  it('are told together, and not for what the page itself tells', () => {
    const { presence, awareness, hear } = setUp();
    const heard = vi.fn();
    presence.subscribe(heard);
    for (let client = 1; client <= 40; client++) awareness.states.set(client, { user, pointer: at(client) });
    hear(1, { user, pointer: at(1) });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(presence.getSnapshot()).toHaveLength(30);
    presence.moved(at(5));
    vi.advanceTimersByTime(100);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
