import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { decodedSlice, type Slice } from './slices';
import { ana, opened, redialled, resumed, setup, welcome } from './testWire';

function recorder() {
  const heard: unknown[] = [];
  const slice: Slice = {
    snapshot: (state) => heard.push(['snapshot', state]),
    event: (frame) => heard.push(frame.type === 'chat.typing' ? ['typing'] : ['event', frame.offset, frame['text']]),
    reset: () => heard.push(['reset']),
  };
  return { slice, heard };
}

const sent = (offset: number, text: string) => ({ type: 'chat.sent', offset, at: '2026-03-02T10:00:06.000Z', text });
const ben = { ...ana, userId: 'ben', name: 'Ben', device: 'tablet' };

async function withChat(state: object = { chat: { messages: [] } }) {
  const kit = setup();
  const chat = recorder();
  kit.socket.slice('chat', chat.slice);
  await opened(kit, welcome([ana], { state }));
  return { ...kit, heard: chat.heard, kit };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T10:00:00.000Z') });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('position', () => {
  it('names the device from the start, and the position only once it has one', async () => {
    const { wires } = await opened();
    expect(wires[0]?.url).toBe('ws://x/s?token=t&device=desktop');
  });

  it('comes back with epoch and the offset of the newest event, answer and beat', async () => {
    const kit = await opened();
    kit.last().hear({ type: 'person.joined', offset: 4, person: ben });
    expect((await redialled(kit)).url).toBe('ws://x/s?token=t&epoch=e1&offset=4&device=desktop');
    kit.last().hear(resumed(4), { type: 'beat', serverTime: '2026-03-02T10:00:07.000Z', offset: 9 });
    expect((await redialled(kit)).url).toContain('offset=9');
    kit.last().hear(resumed(9), { type: 'ack', id: 'unknown', offset: 12 });
    expect((await redialled(kit)).url).toContain('offset=12');
  });

  it('never goes back, and takes an event in only once', async () => {
    const { last, heard, kit } = await withChat();
    last().hear(sent(3, 'a'), sent(3, 'a'), sent(2, 'old'), { type: 'beat', serverTime: '2026-03-02T10:00:07.000Z', offset: 1 }, sent(7, 'b'));
    expect(heard).toEqual([['snapshot', { messages: [] }], ['event', 3, 'a'], ['event', 7, 'b']]);
    expect((await redialled(kit)).url).toContain('offset=7');
  });

  it('drops old events of the core too', async () => {
    const { socket, last } = await opened();
    last().hear({ type: 'person.joined', offset: 5, person: ben }, { type: 'person.left', offset: 4, userId: 'ben' });
    expect(socket.getSnapshot().people).toEqual([ana, ben]);
  });

  it('is given up when the page is suspended', async () => {
    const { socket, last } = await opened();
    socket.suspend();
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(last().url).not.toContain('epoch');
  });
});

describe('welcome', () => {
  it('resumed: keeps what is held and takes in what was missed, once', async () => {
    const { socket, last, heard, kit } = await withChat();
    last().hear(sent(3, 'a'), { type: 'person.joined', offset: 4, person: ben });
    await redialled(kit);
    expect(socket.getSnapshot().people).toEqual([ana, ben]);
    // The number in it says where the stream is by now; what was missed comes after it.
    last().hear(resumed(8), sent(3, 'a'), sent(6, 'b'), { type: 'person.left', offset: 7, userId: 'ana' }, sent(8, 'c'));
    expect(heard).toEqual([['snapshot', { messages: [] }], ['event', 3, 'a'], ['event', 6, 'b'], ['event', 8, 'c']]);
    expect(socket.getSnapshot()).toMatchObject({ status: 'open', people: [ben] });
  });

  it('with a snapshot replaces everything after a drop, also where offsets began anew', async () => {
    const { socket, last, heard, kit } = await withChat();
    last().hear(sent(30, 'a'));
    await redialled(kit);
    last().hear(welcome([ben], { epoch: 'e2', offset: 2, state: { chat: { messages: ['a'] } } }), sent(3, 'b'));
    expect(heard.slice(2)).toEqual([['snapshot', { messages: ['a'] }], ['event', 3, 'b']]);
    expect(socket.getSnapshot().people).toEqual([ben]);
    expect((await redialled(kit)).url).toContain('epoch=e2&offset=3');
  });

  it('in mid-connection replaces everything, the role too, and sends nothing twice', async () => {
    const { socket, last, heard } = await withChat();
    const answer = socket.command('chat.send', { text: 'x' });
    last().hear(welcome([ana, ben], { offset: 9, you: { userId: 'ana', role: 'assistant', connectionId: 'k' }, state: { chat: { messages: ['staff'] } } }));
    expect(heard).toEqual([
      ['snapshot', { messages: [] }],
      ['snapshot', { messages: ['staff'] }],
    ]);
    expect(socket.getSnapshot()).toMatchObject({ people: [ana, ben], you: { role: 'assistant' } });
    last().hear(sent(9, 'old'), sent(10, 'new'), { type: 'ack', id: 'id-1', offset: 10, result: 1 });
    await expect(answer).resolves.toBe(1);
    expect(heard.at(-1)).toEqual(['event', 10, 'new']);
    expect(last().commands()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(last().sent.filter((text) => text.includes('beat'))).toHaveLength(3);
  });

  it('resumed in an epoch that was never followed is not trusted', async () => {
    const { last, kit } = await withChat();
    await redialled(kit);
    last().hear({ ...resumed(5), epoch: 'e9' });
    await vi.advanceTimersByTimeAsync(0);
    expect(last().url).not.toContain('epoch');
  });
});

describe('slices', () => {
  it('get volatile frames without an offset, which move nothing', async () => {
    const { last, heard, kit } = await withChat();
    last().hear(sent(3, 'a'), { type: 'chat.typing' }, { type: 'chat.typing' });
    expect(heard.slice(2)).toEqual([['typing'], ['typing']]);
    expect((await redialled(kit)).url).toContain('offset=3');
  });

  it('are told where the server has no such part', async () => {
    const { heard } = await withChat({ hand: {} });
    expect(heard).toEqual([['snapshot', undefined]]);
  });

  it('ignore other nouns, loudly in development, and still move on', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { last, heard, kit } = await withChat();
    last().hear({ type: 'breakout.opened', offset: 5 }, { type: 'odd', offset: 6 });
    expect(heard).toHaveLength(1);
    expect(warn).toHaveBeenCalledTimes(2);
    expect((await redialled(kit)).url).toContain('offset=6');
  });

  it('fail alone', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const kit = setup();
    const chat = recorder();
    kit.socket.slice('hand', { snapshot: () => expect.fail('broken'), event: () => expect.fail('broken') });
    kit.socket.slice('chat', chat.slice);
    await opened(kit, welcome());
    kit.last().hear({ type: 'hand.raised', offset: 2 }, sent(3, 'a'));
    expect(chat.heard).toEqual([
      ['snapshot', undefined],
      ['event', 3, 'a'],
    ]);
  });

  it('ask for the whole state where one is added late, and stand alone by name', async () => {
    const kit = await opened();
    const chat = recorder();
    const remove = kit.socket.slice('chat', chat.slice);
    expect(() => kit.socket.slice('chat', chat.slice)).toThrow();
    await vi.advanceTimersByTimeAsync(0);
    expect(kit.wires).toHaveLength(2);
    expect(kit.last().url).not.toContain('epoch');
    kit.last().hear(welcome([ana], { state: { chat: 1 } }));
    remove();
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    kit.last().hear(sent(2, 'a'));
    expect(chat.heard).toEqual([['snapshot', 1]]);
  });

  it('are reset when the visit is over', async () => {
    const { socket, heard } = await withChat();
    socket.leave();
    expect(heard.at(-1)).toEqual(['reset']);
  });

  it('decoded: pass on what they know and ignore the rest, loudly in development', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const got: unknown[] = [];
    const slice = decodedSlice({
      state: v.object({ open: v.boolean() }),
      events: v.variant('type', [v.object({ type: v.literal('poll.opened'), offset: v.number() }), v.object({ type: v.literal('poll.tally'), votes: v.number() })]),
      onSnapshot: ({ open }) => got.push(open),
      onEvent: (event) => got.push(event.type === 'poll.tally' ? event.votes : event.offset),
    });
    slice.snapshot({ open: true });
    slice.snapshot({ open: 'yes' });
    slice.event({ type: 'poll.opened', offset: 2 });
    slice.event({ type: 'poll.tally', votes: 7 });
    slice.event({ type: 'poll.tally', votes: 'many' });
    slice.event({ type: 'poll.newer', offset: 3 });
    expect(got).toEqual([true, 2, 7]);
    expect(warn).toHaveBeenCalledTimes(3);
  });
});

describe('people', () => {
  it('change in place, with a device that is not known yet taken for unknown', async () => {
    const { socket, last } = await opened();
    last().hear({ type: 'person.joined', offset: 2, person: { ...ben, device: 'watch' } }, { type: 'person.changed', offset: 3, person: { ...ana, away: true, role: 'assistant' } }, { type: 'person.changed', offset: 4, person: { ...ben, userId: 'gone' } });
    expect(socket.getSnapshot().people).toEqual([
      { ...ana, away: true, role: 'assistant' },
      { ...ben, device: 'unknown' },
    ]);
  });

  it('take volatile media states at any position', async () => {
    const { socket, last } = await opened();
    last().hear({ type: 'media.state', state: 'down' });
    expect(socket.getSnapshot().media).toBe('down');
  });
});
