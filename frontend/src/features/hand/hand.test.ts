import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HandModel, type HandNews } from './handModel';
import { ReactionModel } from './reactionModel';
import { mayUse, microphoneOf, placeOf } from './rights';
import { emojis, type Reactions } from './wire';

const at = (second: number) => `2026-03-02T10:00:${String(second).padStart(2, '0')}.000Z`;
const empty = { floor: 'open', speaking: [], queue: [], silenced: [] };

function model() {
  const command = vi.fn(() => Promise.resolve(undefined));
  const react = vi.fn();
  const hand = new HandModel({ command }, react);
  const news: HandNews[] = [];
  hand.onNews((one) => news.push(one));
  hand.slice.snapshot(empty);
  const hear = (type: string, body: object = {}) => hand.slice.event({ type, offset: 1, ...body });
  return { hand, command, react, news, hear, state: () => hand.getSnapshot() };
}

describe('HandModel', () => {
  it('keeps the queue in order and knows the places', () => {
    const { hear, state } = model();
    hear('hand.raised', { userId: 'cem', at: at(1) });
    hear('hand.raised', { userId: 'ana', at: at(2) });
    hear('hand.raised', { userId: 'ben', at: at(3) });
    hear('hand.lowered', { userId: 'ana' });
    hear('hand.raised', { userId: 'ana', at: at(4) });
    expect(state().queue.map((one) => one.userId)).toEqual(['cem', 'ben', 'ana']);
    expect([placeOf(state(), 'ben'), placeOf(state(), 'nobody')]).toEqual([2, null]);
    hear('hand.all_lowered', { by: 'ida' });
    expect(state().queue).toEqual([]);
  });

  it('takes the hand down of whom staff let speak, and gives the microphone back', () => {
    const { hear, state, news } = model();
    hear('hand.silenced', { userId: 'ana', silenced: true, by: 'ida' });
    hear('hand.raised', { userId: 'ana', at: at(1) });
    hear('hand.speaking', { userId: 'ana', at: at(2), by: 'ida' });
    expect(state()).toEqual({ ready: true, floor: 'open', queue: [], speaking: [{ userId: 'ana', since: at(2) }], silenced: [] });
    hear('hand.stopped', { userId: 'ana' });
    expect(state().speaking).toEqual([]);
    expect(news.map((one) => one.type)).toEqual(['silenced', 'raised', 'let', 'stopped']);
  });

  it('replaces all it has with a snapshot, and tells no news of it', () => {
    const { hand, hear, state, news } = model();
    hear('hand.raised', { userId: 'ana', at: at(1) });
    news.length = 0;
    hand.slice.snapshot({ ...empty, floor: 'by_hand', queue: [{ userId: 'ben', since: at(5) }], silenced: ['cem'] });
    expect(state()).toMatchObject({ floor: 'by_hand', queue: [{ userId: 'ben', since: at(5) }], silenced: ['cem'] });
    expect(news).toEqual([]);
  });

  it('leaves alone what it can not read', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { hand, hear, state } = model();
    hear('hand.raised', { userId: 7 });
    hear('hand.juggled', { userId: 'ana' });
    hand.slice.snapshot({ floor: 'somewhere' });
    expect(state().queue).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(3);
    warn.mockRestore();
  });

  it('says each command as the server takes it', async () => {
    const { hand, command } = model();
    await hand.raise();
    await hand.lower();
    await hand.lower('ana');
    await hand.lowerAll();
    await hand.letSpeak('ana');
    await hand.stopSpeaking('ana');
    await hand.silence('ana', true);
    await hand.setFloor('by_hand');
    expect(command.mock.calls).toEqual([
      ['hand.raise'],
      ['hand.lower', {}],
      ['hand.lower', { userId: 'ana' }],
      ['hand.lower_all'],
      ['hand.let_speak', { userId: 'ana' }],
      ['hand.stop_speaking', { userId: 'ana' }],
      ['hand.silence', { userId: 'ana', silenced: true }],
      ['hand.floor', { mode: 'by_hand' }],
    ]);
  });

  it.each([
    ['learner', {}, 'allowed', true],
    ['learner', { floor: 'by_hand' }, 'by_hand', false],
    ['learner', { floor: 'by_hand', speaking: [{ userId: 'me', since: at(1) }] }, 'let', true],
    ['learner', { silenced: ['me'] }, 'silenced', false],
    ['learner', { silenced: ['other'] }, 'allowed', true],
    ['assistant', { floor: 'by_hand', silenced: ['me'] }, 'allowed', true],
    ['observer', {}, 'watching', false],
  ] as const)('%s with %j may use the microphone: %s', (role, change, microphone, may) => {
    const { hand, state } = model();
    hand.slice.snapshot({ ...empty, ...change });
    const got = microphoneOf(state(), { userId: 'me', role });
    expect([got, mayUse(got)]).toEqual([microphone, may]);
  });
});

describe('ReactionModel', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const told = (counts: Record<string, number>, ...who: [string, string, number][]): Reactions => ({ type: 'hand.reactions', at: at(9), counts, who: who.map(([userId, emoji, second]) => ({ userId, emoji, at: at(second) })) });

  it('shows each reaction once, however often it is told', () => {
    const model = new ReactionModel({ command: vi.fn() });
    model.take(told({ '👍': 1 }, ['ana', '👍', 1]));
    model.take(told({ '👍': 2 }, ['ana', '👍', 1], ['ben', '👍', 2]));
    expect(model.getSnapshot().map((one) => [one.userId, one.emoji])).toEqual([
      ['ana', '👍'],
      ['ben', '👍'],
    ]);
    vi.advanceTimersByTime(3_000);
    expect(model.getSnapshot()).toEqual([]);
  });

  it('shows one for many, at most once a second', () => {
    const model = new ReactionModel({ command: vi.fn() });
    model.take(told({ '👏': 40 }, ['a', '👏', 1], ['b', '👏', 1], ['c', '👏', 1]));
    model.take(told({ '👏': 60 }, ['d', '👏', 2]));
    expect(model.getSnapshot()).toMatchObject([{ emoji: '👏', userId: null, count: 40 }]);
    vi.advanceTimersByTime(1_000);
    model.take(told({ '👏': 70 }, ['e', '👏', 3]));
    expect(model.getSnapshot().map((one) => one.count)).toEqual([40, 70]);
  });

  it('never shows more than twelve', () => {
    const model = new ReactionModel({ command: vi.fn() });
    for (let second = 0; second < 50; second++) model.take(told({ '🎉': 1 }, [`u${String(second)}`, '🎉', second]));
    expect(model.getSnapshot()).toHaveLength(12);
    model.dispose();
    vi.advanceTimersByTime(10_000);
    expect(model.getSnapshot()).toEqual([]);
  });

  it('sends what is worth something only now', async () => {
    const command = vi.fn(() => Promise.resolve(undefined));
    await new ReactionModel({ command }).react(emojis[0].emoji);
    expect(command).toHaveBeenCalledWith('hand.react', { emoji: '👍' }, { fleeting: true });
  });
});
