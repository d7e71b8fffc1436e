import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from './commandError';
import { opened, redialled, resumed, setup, welcome } from './testWire';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T10:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const ack = (id: string, result?: unknown) => ({ type: 'ack', id, offset: 2, result });
const refused = (id: string, code: string, change: object = {}) => ({ type: 'refused', id, code, message: 'No.', ...change });
const failure = (promise: Promise<unknown>) => promise.then(() => expect.fail('resolved'), (error: unknown) => error);
const say = (text: string, id: string) => ({ text, type: 'chat.send', id });

describe('command', () => {
  it('is sent at once and resolves with the result of its answer', async () => {
    const { socket, last } = await opened();
    const answer = socket.command('chat.send', { text: 'a' });
    expect(last().commands()).toEqual([say('a', 'id-1')]);
    expect(socket.pending.getSnapshot()).toEqual([{ id: 'id-1', type: 'chat.send', state: 'sent' }]);
    last().hear(ack('id-1', { messageId: 'm' }));
    await expect(answer).resolves.toEqual({ messageId: 'm' });
    expect(socket.pending.getSnapshot()).toEqual([]);
  });

  it('has an id of its own that the server accepts', async () => {
    const { socket, last } = await opened(setup(undefined, { newId: undefined }));
    void socket.command('hand.raise');
    void socket.command('hand.raise');
    const ids = last().sent.filter((text) => text.includes('hand')).map((text) => /"id":"([A-Za-z0-9_-]{8,64})"/.exec(text)?.[1]);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
  });

  it('ignores a second answer and one to nobody', async () => {
    const { socket, last } = await opened();
    const first = socket.command('chat.send', { text: 'a' });
    const second = socket.command('chat.send', { text: 'b' });
    last().hear(ack('id-1', 1), ack('id-1', 9), refused('id-1', 'invalid'), ack('nobody'));
    await expect(first).resolves.toBe(1);
    last().hear(ack('id-2', 2));
    await expect(second).resolves.toBe(2);
  });

  it('takes in the events before its answer first', async () => {
    const { socket, last } = await opened();
    const order: string[] = [];
    socket.subscribe(() => order.push(socket.getSnapshot().people.length === 0 ? 'event' : 'other'));
    const answer = socket.command('x.y').then(() => order.push('answer'));
    last().hear({ type: 'person.left', offset: 2, userId: 'ana' }, ack('id-1'));
    await answer;
    expect(order).toEqual(['event', 'answer']);
  });

  it('rejects with the code and the sentence of a refusal, and never tries it again', async () => {
    const { socket, last } = await opened();
    const error = failure(socket.command('poll.vote', { choice: 1 }));
    last().hear(refused('id-1', 'conflict'));
    expect(await error).toMatchObject({ name: 'CommandError', why: 'refused', code: 'conflict', message: 'No.', retryAfterMs: null });
    expect(await error).toBeInstanceOf(CommandError);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(last().commands()).toHaveLength(1);
  });
});

describe('a drop', () => {
  it('between command and answer: sent again with the same id after a resumed welcome', async () => {
    const kit = await opened();
    const answer = kit.socket.command('chat.send', { text: 'a' });
    await redialled(kit);
    expect(kit.socket.pending.getSnapshot()).toMatchObject([{ id: 'id-1', state: 'waiting' }]);
    expect(kit.last().commands()).toEqual([]);
    kit.last().hear(resumed(2));
    expect(kit.last().commands()).toEqual([say('a', 'id-1')]);
    kit.last().hear(ack('id-1', 'first'));
    await expect(answer).resolves.toBe('first');
  });

  it('sends what was made meanwhile after what was made before, in order, and what was answered not at all', async () => {
    const kit = await opened();
    const { socket } = kit;
    const all = ['a', 'b', 'c'].map((text) => socket.command('chat.send', { text }));
    kit.last().hear(ack('id-2'));
    await redialled(kit);
    all.push(socket.command('hand.raise'), socket.command('chat.send', { text: 'd' }));
    expect(socket.pending.getSnapshot()).toHaveLength(4);
    kit.last().hear(welcome());
    expect(kit.last().commands()).toEqual([say('a', 'id-1'), say('c', 'id-3'), { type: 'hand.raise', id: 'id-4' }, say('d', 'id-5')]);
    for (const id of ['id-1', 'id-3', 'id-4', 'id-5']) kit.last().hear(ack(id));
    await Promise.all(all);
    expect(socket.pending.getSnapshot()).toEqual([]);
  });

  it('again and again loses nothing', async () => {
    const kit = await opened();
    const answer = kit.socket.command('chat.send', { text: 'a' });
    for (let i = 0; i < 5; i += 1) {
      await redialled(kit, 4001);
      kit.last().hear(resumed(1));
      expect(kit.last().commands()).toEqual([say('a', 'id-1')]);
    }
    kit.last().hear(ack('id-1'));
    await answer;
  });

  it('keeps a hundred commands and rejects the next', async () => {
    const kit = await opened();
    await redialled(kit);
    const kept = Array.from({ length: 100 }, (_, i) => kit.socket.command('chat.send', { text: String(i) }));
    expect(await failure(kit.socket.command('chat.send', { text: 'x' }))).toMatchObject({ why: 'full', code: 'rate_limited' });
    kit.last().hear(resumed(1));
    for (let i = 1; i <= 100; i += 1) {
      while (kit.last().commands().length < i) await vi.advanceTimersByTimeAsync(50);
      kit.last().hear(ack(`id-${i}`));
    }
    await Promise.all(kept);
    expect(kit.last().commands()).toEqual(Array.from({ length: 100 }, (_, i) => say(String(i), `id-${i + 1}`)));
  });

  it('sends a backlog as the answers come, and does not flood the server', async () => {
    const kit = await opened();
    await redialled(kit);
    const kept = Array.from({ length: 40 }, (_, i) => kit.socket.command('chat.send', { text: String(i) }));
    kit.last().hear(resumed(1));
    expect(kit.last().commands()).toHaveLength(16);
    kit.last().hear(ack('id-1'), ack('id-2'));
    expect(kit.last().commands()).toHaveLength(18);
    for (let i = 3; i <= 40; i += 1) kit.last().hear(ack(`id-${i}`));
    await Promise.all(kept);
  });

  it('sends no faster than the server takes it', async () => {
    const { socket, last } = await opened();
    const all = Array.from({ length: 90 }, () => socket.command('hand.react'));
    for (const { id } of socket.pending.getSnapshot().slice(0, 40)) last().hear(ack(id));
    expect(last().commands()).toHaveLength(40);
    for (let second = 1; second <= 3; second += 1) {
      for (let i = 0; i < 20; i += 1) {
        await vi.advanceTimersByTimeAsync(50);
        for (const { id, state } of socket.pending.getSnapshot()) if (state === 'sent') last().hear(ack(id));
      }
      expect(last().commands().length).toBeLessThanOrEqual(40 + second * 15 + 1);
    }
    while (socket.pending.getSnapshot().length > 0) {
      await vi.advanceTimersByTimeAsync(50);
      for (const { id, state } of socket.pending.getSnapshot()) if (state === 'sent') last().hear(ack(id));
    }
    await Promise.all(all);
    expect(last().commands()).toHaveLength(90);
  });

  it('never sends what the server would close the connection over', async () => {
    const { socket, last } = await opened();
    expect(await failure(socket.command('chat.send', { text: 'ж'.repeat(61_000) }))).toMatchObject({ why: 'refused', code: 'payload_too_large' });
    expect(last().commands()).toEqual([]);
  });

  it('rejects what is worth something only now', async () => {
    const kit = await opened();
    const before = failure(kit.socket.command('hand.react', {}, { fleeting: true }));
    await redialled(kit);
    const during = failure(kit.socket.command('hand.react', {}, { fleeting: true }));
    expect([await before, await during]).toMatchObject([{ why: 'offline' }, { why: 'offline' }]);
    kit.last().hear(resumed(1));
    expect(kit.last().commands()).toEqual([]);
  });
});

describe('a server that is busy', () => {
  it('is asked again with the same id, when it said so, and later commands of the type keep their turn', async () => {
    const { socket, last } = await opened();
    const first = socket.command('chat.send', { text: 'a' });
    last().hear(refused('id-1', 'rate_limited', { retryAfterMs: 1_500 }));
    const second = socket.command('chat.send', { text: 'b' });
    const other = socket.command('hand.raise');
    expect(last().commands()).toEqual([say('a', 'id-1'), { type: 'hand.raise', id: 'id-3' }]);
    await vi.advanceTimersByTimeAsync(1_499);
    expect(last().commands()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(last().commands().slice(2)).toEqual([say('a', 'id-1')]);
    last().hear(ack('id-1'), ack('id-3'));
    expect(last().commands().slice(3)).toEqual([say('b', 'id-2')]);
    last().hear(ack('id-2'));
    await Promise.all([first, second, other]);
    void socket.command('chat.send', { text: 'c' });
    void socket.command('chat.send', { text: 'd' });
    expect(last().commands()).toHaveLength(6);
  });

  it('is asked less and less often, and in the end the command is rejected', async () => {
    const { socket, last } = await opened();
    let settled = false;
    const error = failure(socket.command('poll.vote')).finally(() => {
      settled = true;
    });
    const times: number[] = [];
    const began = Date.now();
    for (let i = 1; i < 8; i += 1) {
      last().hear(refused('id-1', 'unavailable'));
      while (last().commands().length === i) {
        await vi.advanceTimersByTimeAsync(100);
        last().hear({ type: 'beat', serverTime: '2026-03-02T10:00:07.000Z', offset: 2 });
      }
      times.push(Date.now() - began);
    }
    expect(settled).toBe(false);
    last().hear(refused('id-1', 'unavailable'));
    expect(await error).toMatchObject({ why: 'refused', code: 'unavailable' });
    expect(times).toEqual([200, 600, 1_400, 3_000, 6_200, 10_200, 14_200]);
    expect(socket.pending.getSnapshot()).toEqual([]);
  });

  it('is not waited for over a drop: the next welcome sends at once', async () => {
    const kit = await opened();
    const answer = kit.socket.command('chat.send', { text: 'a' });
    kit.last().hear(refused('id-1', 'unavailable', { retryAfterMs: 60_000 }));
    await redialled(kit, 4001);
    kit.last().hear(resumed(1));
    expect(kit.last().commands()).toEqual([say('a', 'id-1')]);
    kit.last().hear(ack('id-1'));
    await answer;
  });
});

describe('a page that leaves', () => {
  it.each([
    ['leave', (kit: ReturnType<typeof setup>) => kit.socket.leave()],
    ['suspend', (kit: ReturnType<typeof setup>) => kit.socket.suspend()],
    ['dispose', (kit: ReturnType<typeof setup>) => kit.socket.dispose()],
    ['the end of class', (kit: ReturnType<typeof setup>) => kit.last().hear({ type: 'session.ended', offset: 9, reason: 'instructor' })],
    ['a removal', (kit: ReturnType<typeof setup>) => kit.last().drop(4503)],
  ])('rejects what is pending: %s', async (_how, go) => {
    const kit = await opened();
    const sent = failure(kit.socket.command('chat.send', { text: 'a' }));
    go(kit);
    expect(await sent).toMatchObject({ why: 'left' });
    expect(kit.socket.pending.getSnapshot()).toEqual([]);
  });

  it('takes no more commands', async () => {
    const { socket } = await opened();
    socket.leave();
    expect(await failure(socket.command('chat.send', { text: 'a' }))).toMatchObject({ why: 'left' });
  });
});
