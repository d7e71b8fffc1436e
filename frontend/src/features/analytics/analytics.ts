import type { Analytics, Equity, Learner, Meeting, Question } from './analyticsApi';

export const statuses = ['present', 'late', 'leftEarly', 'partial', 'absent'] as const;
export type Column = (typeof statuses)[number];

/** The parts of a column from its foot to its top, as shares of those who were expected. */
export function stack(meeting: Meeting): { status: Column; from: number; to: number; count: number }[] {
  let sum = 0;
  return statuses.flatMap((status) => {
    const count = meeting[status];
    if (count === 0 || meeting.expected === 0) return [];
    const from = sum / meeting.expected;
    sum += count;
    return [{ status, from, to: sum / meeting.expected, count }];
  });
}

/** The meetings that count, of each classroom that has any. */
export function byClassroom(report: Analytics): { id: string; title: string; meetings: Meeting[] }[] {
  return report.classrooms
    .map(({ id, title }) => ({ id, title, meetings: report.sessions.filter((session) => session.classroomId === id && session.counted) }))
    .filter(({ meetings }) => meetings.length > 0);
}

export function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How evenly something is spread, in a word. */
export function evenness(gini: number): 'even' | 'uneven' | 'few' {
  if (gini < 0.35) return 'even';
  return gini < 0.6 ? 'uneven' : 'few';
}

/** Shares from the largest to the smallest, without names: the shape, not the people. */
export function shape(equity: Equity): number[] {
  return equity.shares.map(({ share }) => share).sort((a, b) => b - a);
}

/** The share of staff in all that was done; null where they don't do such things or nobody did. */
export function staffShare({ staff, total }: Equity): number | null {
  return staff === null || staff + total === 0 ? null : staff / (staff + total);
}

/** The share of right answers; null where none is judged. */
export function rightShare({ graded, judged, right }: Question): number | null {
  return graded && judged > 0 ? right / judged : null;
}

export function matching(learners: readonly Learner[], words: string, language: string): Learner[] {
  const wanted = words.trim().toLocaleLowerCase(language);
  return learners.filter(({ name }) => name.toLocaleLowerCase(language).includes(wanted));
}

/** What a record store is asked for one class, or for one person. */
export function ofSession(query: string, registration: string): string {
  return `${query}&registration=${encodeURIComponent(registration)}`;
}

export function ofLearner(query: string, { account }: Pick<Learner, 'account'>): string {
  return `${query}&agent=${encodeURIComponent(JSON.stringify({ account: { homePage: account.homePage, name: account.name } }))}`;
}
