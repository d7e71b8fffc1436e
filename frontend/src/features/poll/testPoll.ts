import type { Poll } from './wire';

/** A poll for tests; what isn't said is as in a fresh one with two options. */
export function testPoll(change: Partial<Poll> = {}): Poll {
  return {
    pollId: 'p1',
    number: 1,
    kind: 'single',
    question: 'Which way?',
    options: [
      { id: 'a', text: 'north' },
      { id: 'b', text: 'south' },
    ],
    anonymous: false,
    graded: false,
    points: 0,
    results: 'on_close',
    changeable: true,
    seconds: 0,
    state: 'open',
    openedAt: '2026-03-02T10:00:00.000Z',
    endsAt: null,
    closedAt: null,
    resultsShown: false,
    rightShown: false,
    ...change,
  };
}
