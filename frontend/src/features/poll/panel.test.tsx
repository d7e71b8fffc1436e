import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginStore } from '@/shared/api/login';
import en from '@/shared/i18n/en.json';
import type { Slice } from '@/shared/live/slices';
import { Announcer } from '@/shared/ui/announcer';
import { FeedbackProvider } from '@/shared/ui/feedback';
import { Notices } from '@/shared/ui/notices';
import { OpenPollCard } from './OpenPollCard';
import { PollPanel } from './PollPanel';
import { createPolls, type Polls } from './polls';
import { testPoll } from './testPoll';
import type { Poll } from './wire';

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en', fallbackLng: false, resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
});

let sent: { type: string; body: object | undefined }[] = [];
let slice: Slice | null = null;
beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]', { headers: { 'Content-Type': 'application/json' } })));
});

function made(teaches: boolean, ...list: Poll[]): Polls {
  const polls = createPolls({
    session: {
      command(type, body) {
        sent.push({ type, body });
        return Promise.resolve({ pollId: 'made' });
      },
      slice(_, given) {
        slice = given;
        return () => undefined;
      },
    },
    login: new LoginStore(),
    teaches: () => teaches,
    clockOffsetMs: () => 0,
  });
  slice?.snapshot({ polls: list });
  return polls;
}

function show(polls: Polls, teaches: boolean, node = <PollPanel polls={polls} classroomId="c" sessionId="s" teaches={teaches} canVote={!teaches} learners={4} stage={{ pollId: null, show: () => undefined }} />) {
  const feedback = { announcer: new Announcer((count, latest) => `${count} ${latest}`), notices: new Notices() };
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <FeedbackProvider feedback={feedback}>{node}</FeedbackProvider>
    </QueryClientProvider>,
  );
}

describe('staff', () => {
  it('open a poll in three presses', async () => {
    const user = userEvent.setup();
    show(made(true), true);
    await user.click(screen.getByRole('button', { name: 'New poll' }));
    await user.click(screen.getByRole('radio', { name: 'A – D' }));
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(sent).toMatchObject([{ type: 'poll.open', body: { poll: { kind: 'single', question: '', options: [{ text: 'A' }, { text: 'B' }, { text: 'C' }, { text: 'D' }] } } }]);
    expect(await screen.findByRole('button', { name: 'New poll' })).toBeTruthy();
  });

  it('see how many have answered what, and close', async () => {
    const user = userEvent.setup();
    show(made(true, testPoll({ tally: { voted: 3, more: 0, counts: { a: 1, b: 2 } } })), true);
    const card = screen.getByRole('article', { name: 'Which way?' });
    expect(within(card).getByText('3 of 4 answered')).toBeTruthy();
    expect(within(card).getByText('2 (67%)')).toBeTruthy();
    await user.click(within(card).getByRole('button', { name: 'Close poll' }));
    await user.click(within(card).getByRole('button', { name: 'Show results' }));
    expect(sent).toEqual([
      { type: 'poll.close', body: { pollId: 'p1' } },
      { type: 'poll.reveal', body: { pollId: 'p1', results: true } },
    ]);
  });

  it('are asked before a poll goes', async () => {
    const user = userEvent.setup();
    show(made(true, testPoll()), true);
    await user.click(screen.getByRole('button', { name: 'More for “Which way?”' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    expect(sent).toEqual([]);
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
    expect(sent).toEqual([{ type: 'poll.remove', body: { pollId: 'p1' } }]);
  });

  it('write a poll by keyboard', async () => {
    const user = userEvent.setup();
    const polls = made(true);
    show(polls, true);
    await user.click(await screen.findByRole('button', { name: 'Prepare a poll' }));
    await user.type(await screen.findByRole('textbox', { name: 'Question' }), 'Which?');
    await user.type(screen.getByRole('textbox', { name: 'Option 1' }), 'x');
    await user.type(screen.getByRole('textbox', { name: 'Option 2' }), 'y');
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect((await screen.findByText('An option is empty.')).textContent).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Remove option 3' }));
    await user.click(screen.getByRole('checkbox', { name: 'There is a right answer' }));
    await user.click(screen.getByRole('radio', { name: 'Option 2 is right' }));
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(sent).toMatchObject([{ type: 'poll.open', body: { poll: { question: 'Which?', options: [{ text: 'x' }, { text: 'y' }], right: ['o2'], points: 1 } } }]);
  });
});

describe('learners', () => {
  it('answer with a digit and Enter', async () => {
    const user = userEvent.setup();
    show(made(false, testPoll()), false);
    screen.getByRole('radio', { name: 'north' }).focus();
    await user.keyboard('2{Enter}');
    expect(sent).toEqual([{ type: 'poll.vote', body: { pollId: 'p1', answer: ['b'] } }]);
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('article', { name: 'Which way?' })));
  });

  it('put things in order with buttons', async () => {
    const user = userEvent.setup();
    show(made(false, testPoll({ kind: 'ordering' })), false);
    await user.click(screen.getByRole('button', { name: 'Move “south” up' }));
    await user.click(screen.getByRole('button', { name: 'Send answer' }));
    expect(sent).toEqual([{ type: 'poll.vote', body: { pollId: 'p1', answer: ['b', 'a'] } }]);
  });

  it('see what they sent, and can change it', async () => {
    const user = userEvent.setup();
    show(made(false, testPoll({ mine: { answer: ['a'] } })), false);
    expect(screen.queryByRole('radio')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Change answer' }));
    expect(screen.getByRole('radio', { name: 'north' })).toHaveProperty('checked', true);
  });

  it('see whether they were right, and their sum', () => {
    show(made(false, testPoll({ state: 'closed', graded: true, points: 2, rightShown: true, right: ['b'], mine: { answer: ['b'], right: true, points: 2 }, resultsShown: true, tally: { voted: 1, more: 0, counts: { a: 0, b: 1 } } })), false);
    expect(screen.getByText(/2 of 2 points$/)).toBeTruthy();
    expect(screen.getByText('Your quiz: 2 of 2 points in 1 question')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'right' })).toBeTruthy();
  });

  it('get a card by itself, which takes no focus and can be put away', async () => {
    const user = userEvent.setup();
    const polls = made(false, testPoll());
    const gone = vi.fn();
    show(polls, false, <OpenPollCard polls={polls} onGone={gone} />);
    expect(document.activeElement).toBe(document.body);
    expect(screen.getByRole('complementary', { name: 'A poll is open' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Put away' }));
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(gone).toHaveBeenCalledOnce();
  });

  it('hear a word cloud as a list', () => {
    show(made(false, testPoll({ kind: 'word_cloud', options: [], state: 'closed', resultsShown: true, tally: { voted: 3, more: 0, words: [{ key: 'k', text: 'fun', count: 3, hidden: false }] } })), false);
    expect(within(screen.getByRole('list')).getByText('3 times')).toBeTruthy();
  });
});
