import { assertNever } from '@/shared/assertNever';
import type { Poll } from './wire';

export const longestText = 500;
export const longestWord = 40;
export const mostWords = 3;

/** What can be chosen, with its words where the poll has them; empty for answers in words. */
export function choicesOf(poll: Pick<Poll, 'kind' | 'options' | 'scale'>): readonly { id: string; text: string }[] {
  switch (poll.kind) {
    case 'single':
    case 'multiple':
    case 'ordering':
      return poll.options;
    case 'yes_no':
      return [
        { id: 'yes', text: '' },
        { id: 'no', text: '' },
      ];
    case 'scale': {
      const { min, max } = poll.scale ?? { min: 1, max: 5 };
      return Array.from({ length: max - min + 1 }, (_, step) => ({ id: String(min + step), text: String(min + step) }));
    }
    case 'text':
    case 'word_cloud':
      return [];
    default:
      return assertNever(poll.kind);
  }
}

/** What is chosen before anything was: an ordering starts as it is shown. */
export function firstAnswer(poll: Pick<Poll, 'kind' | 'options'>): readonly string[] {
  return poll.kind === 'ordering' ? poll.options.map((option) => option.id) : [];
}

/** The answer after a choice was pressed. */
export function choose(poll: Pick<Poll, 'kind'>, answer: readonly string[], id: string): readonly string[] {
  if (poll.kind !== 'multiple') return [id];
  return answer.includes(id) ? answer.filter((one) => one !== id) : [...answer, id];
}

/** The list with one entry at another place. */
export function move<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, place) => place !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** The answer as it is sent: composed, trimmed, without empty words. */
export function cleaned(answer: readonly string[]): readonly string[] {
  return answer.map((text) => text.normalize('NFC').trim()).filter((text) => text !== '');
}

/** Which choice a digit key means, from 1. */
export function choiceOfKey(poll: Poll, key: string): string | null {
  if (!/^[1-9]$/.test(key) || poll.kind === 'ordering') return null;
  return choicesOf(poll)[Number(key) - 1]?.id ?? null;
}
