import { assertNever } from '@/shared/assertNever';
import type { Poll } from './wire';

/** As answers are compared: case and spaces don't matter. */
export function fold(text: string): string {
  return text.trim().split(/\s+/).join(' ').toLowerCase();
}

/** Which part of the points an answer gets, 0 to 1, by the server's rules; null while the right answer isn't known. */
export function partOf(poll: Pick<Poll, 'kind' | 'right'>, answer: readonly string[]): number | null {
  const right = poll.right ?? [];
  const first = answer[0];
  if (right.length === 0 || first === undefined) return null;
  switch (poll.kind) {
    case 'text':
      return right.some((accepted) => fold(accepted) === fold(first)) ? 1 : 0;
    case 'multiple': {
      const hits = answer.filter((id) => right.includes(id)).length;
      return Math.max(0, hits - (answer.length - hits)) / right.length;
    }
    case 'single':
    case 'yes_no':
    case 'scale':
    case 'ordering':
      return right.filter((id, place) => answer[place] === id).length / right.length;
    case 'word_cloud':
      return null;
    default:
      return assertNever(poll.kind);
  }
}

export interface Mark {
  right: boolean;
  points: number;
}

/** How the person's own answer was, once it may be known. */
export function markOf(poll: Poll): Mark | null {
  if (!poll.rightShown || !poll.mine) return null;
  const { right, points, answer } = poll.mine;
  if (right !== undefined && points !== undefined) return { right, points };
  const part = answer ? partOf(poll, answer) : null;
  return part === null ? null : { right: part === 1, points: Math.round(part * poll.points * 100) / 100 };
}

export interface QuizSum {
  given: number;
  maximum: number;
  questions: number;
}

/** The person's own points in the questions whose right answers are shown; null where there are none. */
export function quizSum(polls: readonly Poll[]): QuizSum | null {
  const quiz = polls.filter((poll) => poll.rightShown && poll.state === 'closed' && poll.points > 0 && !poll.anonymous);
  if (quiz.length === 0) return null;
  const given = quiz.reduce((sum, poll) => sum + (markOf(poll)?.points ?? 0), 0);
  return { given: Math.round(given * 100) / 100, maximum: quiz.reduce((sum, poll) => sum + poll.points, 0), questions: quiz.length };
}
