import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/apiError';
import { PollModel, waiting, type PollNews } from './pollModel';
import { testPoll } from './testPoll';
import type { Poll } from './wire';

let teaches = false;
let answer: (type: string, body: object) => Promise<unknown>;
let sent: unknown[] = [];
let model: PollModel;
let news: PollNews[] = [];

beforeEach(() => {
  teaches = false;
  sent = [];
  news = [];
  answer = () => Promise.resolve({ pollId: 'made' });
  model = new PollModel({
    session: {
      command(type, body = {}) {
        sent.push({ type, ...body });
        return answer(type, body);
      },
    },
    teaches: () => teaches,
  });
  model.onNews((one) => news.push(one));
});

const welcome = (...polls: Poll[]) => model.slice.snapshot({ polls });
const hear = (frame: { type: string } & Record<string, unknown>) => model.slice.event({ offset: 1, ...frame });
const tally = { voted: 2, more: 0, counts: { a: 1, b: 1 } };

describe('events', () => {
  it('takes a welcome, quietly', () => {
    welcome(testPoll());
    expect(model.getSnapshot()).toMatchObject({ ready: true, polls: [{ pollId: 'p1' }] });
    expect(news).toEqual([]);
  });

  it('tells when a poll opens, and that it waits', () => {
    welcome();
    hear({ type: 'poll.opened', poll: testPoll() });
    expect(news.map((one) => one.type)).toEqual(['opened']);
    expect(waiting(model.getSnapshot())).toHaveLength(1);
    model.putAway('p1');
    expect(waiting(model.getSnapshot())).toHaveLength(0);
  });

  it('follows counts, more time, closing and removing', () => {
    welcome(testPoll());
    hear({ type: 'poll.tally', pollId: 'p1', tally });
    hear({ type: 'poll.extended', pollId: 'p1', endsAt: '2026-03-02T10:01:00.000Z' });
    expect(model.poll('p1')).toMatchObject({ tally, endsAt: '2026-03-02T10:01:00.000Z' });
    hear({ type: 'poll.closed', pollId: 'p1', closedAt: '2026-03-02T10:02:00.000Z', resultsShown: true });
    expect(model.poll('p1')).toMatchObject({ state: 'closed', resultsShown: true, tally });
    hear({ type: 'poll.removed', pollId: 'p1' });
    expect(model.getSnapshot().polls).toEqual([]);
  });

  it.each([
    ['learners lose counts that are hidden again', false],
    ['staff keep them', true],
  ])('%s', (_, staff) => {
    teaches = staff;
    welcome(testPoll({ state: 'closed', tally, right: ['b'] }));
    hear({ type: 'poll.revealed', pollId: 'p1', resultsShown: false, rightShown: false });
    expect(model.poll('p1')?.tally).toEqual(staff ? tally : undefined);
    expect(model.poll('p1')?.right).toEqual(staff ? ['b'] : undefined);
  });

  it('tells of the right answer once', () => {
    welcome(testPoll({ state: 'closed', mine: { answer: ['b'] } }));
    const revealed = { type: 'poll.revealed', pollId: 'p1', resultsShown: true, rightShown: true, right: ['b'] };
    hear(revealed);
    hear(revealed);
    expect(news.map((one) => one.type)).toEqual(['right']);
    expect(model.poll('p1')).toMatchObject({ rightShown: true, right: ['b'] });
  });

  it('marks words that staff hid', () => {
    teaches = true;
    welcome(testPoll({ kind: 'word_cloud', options: [], tally: { voted: 1, more: 0, words: [{ key: 'k', text: 'rude', count: 1, hidden: false }] } }));
    hear({ type: 'poll.hidden', pollId: 'p1', key: 'k', hidden: true });
    expect(model.poll('p1')?.tally?.words?.[0]?.hidden).toBe(true);
  });

  it('leaves alone what it does not know', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    welcome(testPoll());
    hear({ type: 'poll.tomorrow', pollId: 'p1' });
    hear({ type: 'poll.tally', pollId: 'unknown', tally });
    expect(model.getSnapshot().polls).toHaveLength(1);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});

describe('answers', () => {
  it('are sent, and kept as a draft until the server has them', async () => {
    let done: (value: unknown) => void = () => undefined;
    answer = () => new Promise((resolve) => (done = resolve));
    welcome(testPoll());
    model.draft('p1', ['a']);
    const voting = model.vote('p1', ['a']);
    expect(model.getSnapshot().sending.get('p1')?.state).toBe('sending');
    hear({ type: 'poll.voted', pollId: 'p1', answer: ['a'] });
    done({});
    await voting;
    expect(sent).toEqual([{ type: 'poll.vote', pollId: 'p1', answer: ['a'] }]);
    expect(model.poll('p1')?.mine?.answer).toEqual(['a']);
    expect(model.getSnapshot().sending.size + model.getSnapshot().drafts.size).toBe(0);
  });

  it('that are refused stay drafts', async () => {
    answer = () => Promise.reject(new ApiError(409, { code: 'conflict' }));
    welcome(testPoll());
    model.draft('p1', ['a']);
    await model.vote('p1', ['a']);
    expect(model.getSnapshot().sending.get('p1')).toMatchObject({ state: 'failed', answer: ['a'] });
    expect(model.getSnapshot().drafts.get('p1')).toEqual(['a']);
    expect(model.poll('p1')?.mine).toBeUndefined();
  });

  it('from another tab are taken over', () => {
    welcome(testPoll());
    hear({ type: 'poll.voted', pollId: 'p1', answer: ['b'] });
    expect(model.poll('p1')?.mine?.answer).toEqual(['b']);
  });

  it('to anonymous polls are remembered here alone', async () => {
    welcome(testPoll({ anonymous: true }));
    const voting = model.vote('p1', ['a']);
    hear({ type: 'poll.voted', pollId: 'p1' });
    await voting;
    expect(model.poll('p1')?.mine?.answer).toEqual(['a']);
    welcome(testPoll({ anonymous: true, mine: {} }));
    expect(model.poll('p1')?.mine?.answer).toEqual(['a']);
    const other = new PollModel({ session: { command: () => Promise.resolve() }, teaches: () => false });
    other.slice.snapshot({ polls: [testPoll({ anonymous: true, mine: {} })] });
    expect(other.poll('p1')?.mine).toEqual({});
  });
});

it('sends what staff want', async () => {
  teaches = true;
  expect(await model.openPrepared('x')).toBe('made');
  await model.close('p1');
  await model.reveal('p1', { right: true });
  await model.extend('p1', 30);
  await model.hide('p1', 'k', false);
  await model.remove('p1');
  expect(sent).toEqual([
    { type: 'poll.open', preparedId: 'x' },
    { type: 'poll.close', pollId: 'p1' },
    { type: 'poll.reveal', pollId: 'p1', right: true },
    { type: 'poll.extend', pollId: 'p1', seconds: 30 },
    { type: 'poll.hide', pollId: 'p1', key: 'k', hidden: false },
    { type: 'poll.remove', pollId: 'p1' },
  ]);
});
