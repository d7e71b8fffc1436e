import { choicesOf } from './answer';
import type { Poll, PollTally } from './wire';

export interface Bar {
  id: string;
  text: string;
  count: number;
  /** Of those who answered, 0 to 1. */
  share: number;
  right: boolean;
  mine: boolean;
  /** Ordering: the mean place, from 1. */
  mean: number | null;
}

/** The bars of a poll that is answered by choosing, in the order of the choices; an ordering by its mean places. */
export function barsOf(poll: Poll, tally: PollTally): readonly Bar[] {
  const bars = choicesOf(poll).map(({ id, text }): Bar => {
    const count = tally.counts?.[id] ?? 0;
    return {
      id,
      text,
      count,
      share: tally.voted > 0 ? count / tally.voted : 0,
      right: poll.kind !== 'ordering' && (poll.right?.includes(id) ?? false),
      mine: poll.kind !== 'ordering' && (poll.mine?.answer?.includes(id) ?? false),
      mean: tally.means?.[id] ?? null,
    };
  });
  return poll.kind === 'ordering' && tally.voted > 0 ? bars.toSorted((a, b) => (a.mean ?? 0) - (b.mean ?? 0)) : bars;
}

/** The mean of a scale's answers; null before the first one. */
export function meanOf(poll: Poll, tally: PollTally): number | null {
  if (poll.kind !== 'scale' || tally.voted === 0) return null;
  const sum = Object.entries(tally.counts ?? {}).reduce((all, [value, count]) => all + Number(value) * count, 0);
  return sum / tally.voted;
}

/** How large a word of a cloud is, 0 to 1, beside the most frequent one. */
export function weightOf(count: number, most: number): number {
  return most <= 1 ? 0 : (count - 1) / (most - 1);
}
