import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '@/shared/live/commandError';
import { ChatModel } from './chatModel';
import { rowsOf, searchMessages } from './messages';
import type { ChatMessage, ChatPage } from './wire';

function message(number: number, change: Partial<ChatMessage> = {}): ChatMessage {
  return { messageId: `m${number}`, number, to: { kind: 'everyone' }, userId: 'ben', name: 'Ben', role: 'learner', text: `text ${number}`, sentAt: '2026-11-25T10:00:00.000Z', ...change };
}

const empty = { messages: [], quotes: [], older: false, settings: { learners: 'everyone', private: false }, mutedMe: false, muted: [], readUpTo: 0, unread: 0, emojis: ['👍', '❓'] };

function setup(snapshot: object = {}, page: ChatPage = { messages: [], quotes: [], older: false }) {
  const command = vi.fn<(type: string, body?: object, options?: object) => Promise<unknown>>().mockResolvedValue(undefined);
  const older = vi.fn<(before: string | null) => Promise<ChatPage>>().mockResolvedValue(page);
  let key = 0;
  const model = new ChatModel({ session: { command }, older, me: { userId: 'me' }, newKey: () => `k${++key}` });
  model.slice.snapshot({ ...empty, ...snapshot });
  const event = (type: string, body: object) => model.slice.event({ type, offset: 1, ...body });
  return { model, command, older, event, state: () => model.getSnapshot() };
}

const numbers = (messages: readonly ChatMessage[]) => messages.map((one) => one.number);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what the server tells', () => {
  it('keeps messages in order and once', () => {
    const { event, state } = setup({ messages: [message(2), message(5)] });
    for (const number of [7, 3, 5, 7]) event('chat.sent', { message: message(number) });
    expect(numbers(state().messages)).toEqual([2, 3, 5, 7]);
  });

  it('changes, deletes and reacts', () => {
    const { event, state } = setup({ messages: [message(1), message(2)], quotes: [{ messageId: 'm0', name: 'Cleo', text: 'far back' }] });
    event('chat.edited', { messageId: 'm1', text: 'new', editedAt: '2026-11-25T10:01:00Z' });
    event('chat.reacted', { messageId: 'm1', userId: 'ben', emoji: '❓', on: true, count: 1 });
    event('chat.reacted', { messageId: 'm1', userId: 'me', emoji: '👍', on: true, count: 3 });
    event('chat.reacted', { messageId: 'm1', userId: 'ben', emoji: '👍', on: false, count: 2 });
    event('chat.deleted', { message: message(2, { text: '', deleted: { by: 'Ms Ida', at: '2026-11-25T10:02:00Z' } }) });
    event('chat.deleted', { message: message(0, { text: '', deleted: { at: '2026-11-25T10:02:00Z' } }) });
    expect(state().messages).toMatchObject([
      { text: 'new', editedAt: '2026-11-25T10:01:00Z', reactions: [{ emoji: '👍', count: 2, mine: true }, { emoji: '❓', count: 1, mine: false }] },
      { text: '', deleted: { by: 'Ms Ida' } },
    ]);
    expect(state().quotes.get('m0')).toMatchObject({ text: '', deleted: true });
    event('chat.reacted', { messageId: 'm1', userId: 'me', emoji: '👍', on: false, count: 0 });
    expect(state().messages[0]?.reactions).toEqual([{ emoji: '❓', count: 1, mine: false }]);
  });

  it('knows who is muted and what is allowed', () => {
    const { event, state } = setup();
    event('chat.muted', { userId: 'me', name: 'Me', muted: true });
    event('chat.muted', { userId: 'ben', name: 'Ben', muted: true });
    event('chat.muted', { userId: 'ben', name: 'Ben', muted: false });
    event('chat.settings', { settings: { learners: 'off', private: true } });
    expect(state()).toMatchObject({ mutedMe: true, muted: [{ userId: 'me' }], settings: { learners: 'off', private: true } });
  });

  it('replaces all with a new snapshot, and leaves alone what it does not know', () => {
    const { model, event, state } = setup({ messages: [message(1)], quotes: [{ messageId: 'q', name: 'n', text: 't' }] });
    model.slice.snapshot({ ...empty, messages: [message(9)] });
    const before = state();
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    event('chat.sung', { song: 'la' });
    event('chat.sent', { message: { messageId: 7 } });
    expect(state()).toBe(before);
    expect([numbers(state().messages), state().quotes.size]).toEqual([[9], 0]);
  });

  it('tells only of what others write now', () => {
    const { model, event } = setup({ messages: [message(1)] });
    const heard: string[] = [];
    const off = model.onArrival((one) => heard.push(one.text));
    event('chat.sent', { message: message(2) });
    event('chat.sent', { message: message(3, { userId: 'me' }) });
    off();
    event('chat.sent', { message: message(4) });
    expect(heard).toEqual(['text 2']);
  });
});

describe('unread', () => {
  it('counts what others wrote, beyond what is loaded too', () => {
    const { model, event, state } = setup({ messages: [message(80), message(90, { userId: 'me' })], readUpTo: 10, unread: 40 });
    expect(state().unread).toBe(40);
    event('chat.sent', { message: message(91) });
    event('chat.sent', { message: message(92, { userId: 'me' }) });
    expect(state().unread).toBe(41);
    event('chat.deleted', { message: message(91, { deleted: { at: '' } }) });
    expect(state().unread).toBe(40);
    model.read();
    expect(state()).toMatchObject({ unread: 0, readUpTo: 92 });
  });

  it('says what was read once in a while, and hears it from other devices', () => {
    const { model, command, event, state } = setup({ messages: [message(1)], unread: 1 });
    model.read();
    event('chat.sent', { message: message(2) });
    model.read();
    model.read();
    vi.runAllTimers();
    expect(command.mock.calls).toEqual([['chat.read', { upTo: 2 }, { fleeting: true }]]);
    event('chat.sent', { message: message(3) });
    event('chat.read', { userId: 'me', upTo: 3 });
    event('chat.read', { userId: 'me', upTo: 1 });
    expect(state()).toMatchObject({ unread: 0, readUpTo: 3 });
  });

  it('loses nothing when older ones are loaded', async () => {
    const { model, older, state } = setup({ messages: [message(50)], older: true, readUpTo: 10, unread: 30 }, { messages: [message(48), message(49), message(50, { text: 'stale' })], quotes: [], older: false });
    await model.loadOlder();
    expect(older).toHaveBeenCalledWith('m50');
    expect([numbers(state().messages), state().messages[2]?.text, state().older]).toEqual([[48, 49, 50], 'text 50', false]);
    await model.loadOlder();
    expect(older).toHaveBeenCalledTimes(1);
  });

  it('can try older ones again', async () => {
    const { model, older, state } = setup({ messages: [message(50)], older: true });
    older.mockRejectedValueOnce(new Error('offline'));
    await model.loadOlder();
    expect(state().loading).toBe('failed');
    await model.loadOlder();
    expect(state().loading).toBe('idle');
  });
});

describe('sending', () => {
  it('shows the message at once, and it goes when it came back', async () => {
    const { model, command, event, state } = setup();
    let answer: (result: unknown) => void = () => undefined;
    command.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    model.send({ kind: 'person', userId: 'ben', name: 'Ben' }, 'hi ', 'm1', [{ fileId: 'f', name: 'a.png', type: 'image/png', size: 1 }]);
    expect(command.mock.calls[0]).toEqual(['chat.send', { to: { kind: 'person', userId: 'ben' }, text: 'hi ', replyTo: 'm1', fileIds: ['f'] }]);
    expect(state().pending).toMatchObject([{ state: 'sending', text: 'hi ' }]);
    event('chat.sent', { message: message(2, { userId: 'me', text: 'hi', to: { kind: 'person', userId: 'ben' } }) });
    expect([state().pending.length, state().messages.length]).toEqual([0, 1]);
    answer({ messageId: 'm2', number: 2 });
    await vi.runAllTimersAsync();
    expect(state().pending).toEqual([]);
  });

  it('keeps what was refused, to be sent again or given up', async () => {
    const { model, command, state } = setup();
    command.mockRejectedValueOnce(new CommandError('refused', 'forbidden', 'muted'));
    model.send({ kind: 'everyone' }, 'hi', null, []);
    await vi.runAllTimersAsync();
    expect(state().pending).toMatchObject([{ key: 'k1', state: 'failed', error: { code: 'forbidden' } }]);
    model.retry('k1');
    expect(state().pending[0]?.state).toBe('sending');
    await vi.runAllTimersAsync();
    expect(state().pending).toEqual([]);
    command.mockRejectedValueOnce(new CommandError('left', 'session_ended'));
    model.send({ kind: 'everyone' }, 'again', null, []);
    await vi.runAllTimersAsync();
    model.discard('k2');
    expect(state().pending).toEqual([]);
  });
});

describe('the list', () => {
  it('puts a day, a mark and heads where they belong', () => {
    const at = (minute: number, day = 25) => `2026-11-${day}T10:${String(minute).padStart(2, '0')}:00.000Z`;
    const list = [
      message(1, { sentAt: at(0, 24) }),
      message(2, { sentAt: at(0) }),
      message(3, { sentAt: at(1) }),
      message(4, { sentAt: at(2), to: { kind: 'staff' } }),
      message(5, { sentAt: at(3), userId: 'me' }),
      message(6, { sentAt: at(4) }),
      message(7, { sentAt: at(20) }),
    ];
    expect(rowsOf(list, 4, 'me').map((row) => (row.type === 'message' ? `${row.message.number}${row.first ? ' head' : ''}` : row.type))).toEqual(['day', '1 head', 'day', '2 head', '3', '4 head', '5 head', 'new', '6 head', '7 head']);
  });

  it('is searched by words, names and files', () => {
    const list = [message(1, { text: 'Der Häuserblock' }), message(2, { name: 'Chloé' }), message(3, { files: [{ fileId: 'f', name: 'Plan.pdf', type: 'application/pdf', size: 1 }] }), message(4, { text: 'hauser', deleted: { at: '' } })];
    expect(['hauser', 'chloe', 'plan 3', 'nothing', ' '].map((query) => numbers(searchMessages(list, query)))).toEqual([[1], [2], [3], [], [1, 2, 3, 4]]);
  });
});
