import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/apiError';
import { ana, opened, setup, welcome } from './testWire';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T10:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SessionSocket', () => {
  it('takes people, media and the server clock from the welcome', async () => {
    const { socket } = await opened();
    expect(socket.getSnapshot()).toMatchObject({ status: 'open', people: [ana], media: 'up', clockOffsetMs: 5_000, lostAt: null });
  });

  it('beats every two seconds while the server answers', async () => {
    const { last } = await opened();
    for (let i = 0; i < 5; i += 1) {
      await vi.advanceTimersByTimeAsync(2_000);
      last().hear({ type: 'beat', serverTime: '2026-03-02T10:00:05.000Z' });
    }
    expect(last().sent).toEqual(Array(6).fill('{"type":"beat"}'));
  });

  it('takes a silent connection for dead and comes back', async () => {
    const { socket, wires } = await opened();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(wires.length).toBeGreaterThan(1);
    expect(socket.getSnapshot().status).toBe('reconnecting');
  });

  it('follows joins, leaves and the media state, each person once', async () => {
    const { socket, last } = await opened();
    const ben = { ...ana, userId: 'ben', name: 'Ben' };
    last().hear({ type: 'person.joined', offset: 2, person: ben });
    last().hear({ type: 'person.joined', offset: 3, person: ben });
    last().hear({ type: 'person.left', offset: 4, userId: 'ana' });
    last().hear({ type: 'media.state', offset: 5, state: 'down' });
    expect(socket.getSnapshot()).toMatchObject({ people: [ben], media: 'down' });
  });

  it('follows people into other rooms, and gives on the ticket to the media room there', async () => {
    const { socket, last } = await opened();
    const tickets: unknown[] = [];
    const stop = socket.onTicket((ticket) => tickets.push(ticket));
    const ticket = { type: 'media.ticket', room: 's-s.g1', url: 'ws://x', token: 't', waitMs: 8 };
    last().hear({ type: 'person.moved', offset: 2, rooms: { ana: 'g1', eva: 'g2' } }, ticket);
    expect(socket.getSnapshot().people).toEqual([{ ...ana, room: 'g1' }]);
    stop();
    last().hear({ ...ticket, token: 'u' });
    expect(tickets).toEqual([ticket]);
  });

  it('ignores frames of a newer server and broken ones', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { socket, last } = await opened();
    last().hear({ type: 'poll.opened', offset: 2 });
    last().onmessage?.(new MessageEvent('message', { data: '{' }));
    expect(socket.getSnapshot().status).toBe('open');
  });

  it.each([4001, 4002, 4003, 1006, 1012])('comes back after close code %i and keeps the people until then', async (code) => {
    const { socket, last, wires } = await opened();
    last().drop(code);
    expect(socket.getSnapshot()).toMatchObject({ status: 'reconnecting', people: [ana], lostAt: Date.now() });
    await vi.advanceTimersByTimeAsync(200);
    expect(wires).toHaveLength(2);
    last().hear(welcome([]));
    expect(socket.getSnapshot()).toMatchObject({ status: 'open', people: [], lostAt: null });
  });

  it.each([
    [4500, 'ended'],
    [4503, 'removed'],
    [4504, 'forbidden'],
    [4599, 'refused'],
  ])('stops for good at close code %i', async (code, stopped) => {
    const { socket, last, wires } = await opened();
    last().drop(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.getSnapshot()).toMatchObject({ status: 'stopped', stopped });
    expect(wires).toHaveLength(1);
  });

  it('asks once for a fresh address when the token was refused, then stops', async () => {
    const { socket, last, asked } = await opened();
    last().drop(4501);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([false, true]);
    last().drop(4501);
    expect(socket.getSnapshot()).toMatchObject({ status: 'stopped', stopped: 'expired' });
  });

  it('asks for a fresh address after an upgrade that never opened', async () => {
    const { socket, last, asked } = setup();
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([false, true]);
  });

  it('backs off further with each failure and starts anew after success', async () => {
    const { last, wires } = await opened();
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(199);
    expect(wires).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(399);
    expect(wires).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    last().hear(welcome());
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(200);
    expect(wires).toHaveLength(4);
  });

  it.each([
    [new ApiError(410, { code: 'session_ended' }), 'ended'],
    [new ApiError(401, { code: 'unauthorized' }), 'expired'],
    [new ApiError(403, { code: 'forbidden' }), 'removed'],
    [new ApiError(404, { code: 'not_found' }), 'refused'],
  ])('stops when a fresh address is refused: %s', async (error, stopped) => {
    const { socket } = setup(() => Promise.reject(error));
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.getSnapshot()).toMatchObject({ status: 'stopped', stopped });
  });

  it('keeps trying while the server can not be reached', async () => {
    let calls = 0;
    const { socket, wires } = setup(() => {
      calls += 1;
      return calls < 4 ? Promise.reject(ApiError.offline()) : Promise.resolve('ws://x');
    });
    socket.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(wires.length).toBeGreaterThan(0);
  });

  it('ends with the reason that the server gave', async () => {
    const { socket, last } = await opened();
    last().hear({ type: 'session.ended', offset: 9, reason: 'everyone_left' });
    expect(socket.getSnapshot()).toMatchObject({ status: 'stopped', stopped: 'ended', endReason: 'everyone_left' });
  });

  it('says goodbye on a deliberate leave and hears nothing afterwards', async () => {
    const { socket, last } = await opened();
    const wire = last();
    socket.leave();
    expect(wire.sent.at(-1)).toBe('{"type":"leave"}');
    expect(wire.closed).toBe(1000);
    expect(socket.getSnapshot()).toMatchObject({ status: 'stopped', stopped: null });
  });

  it('can be suspended with and without goodbye, and started again', async () => {
    const { socket, last, wires } = await opened();
    const first = last();
    socket.suspend(false);
    expect(first.sent).not.toContain('{"type":"leave"}');
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    last().hear(welcome());
    const second = last();
    socket.suspend();
    expect(second.sent).toContain('{"type":"leave"}');
    expect(wires).toHaveLength(2);
  });

  it('tries at once when told to', async () => {
    const { socket, last, wires } = await opened();
    last().drop(1006);
    socket.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(wires).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(wires).toHaveLength(2);
  });
});
