import type { components } from '@/shared/api/schema.gen';
import type { ScoreOverride } from '@/shared/api/types';

type Schemas = components['schemas'];

/** The server describes what may be null as if it never were. */
type Or<T, K extends { [P in keyof K]: P extends keyof T ? unknown : never }> = Readonly<Omit<T, keyof K> & K>;

export type Activity = Schemas['DeskColumn']['activity'];
export type LmsGrade = Or<Schemas['LMSGrade'], { at: string | null }>;
export type DeskScore = Or<Schemas['Score'], { override: ScoreOverride | null; excused: ScoreOverride | null; column: Schemas['ColumnScore'] | null; computedGiven: number | null; updatedAt: string | null }>;
export type DeskCell = Or<Schemas['DeskCell'], { score: DeskScore | null; lms: LmsGrade | null; sent: LmsGrade | null; readAt: string | null }>;
export type DeskColumn = Or<Schemas['DeskColumn'], { readAt: string | null }>;
export type DeskCompletion = Schemas['DeskCompletion'];
export type DeskLearner = Or<Schemas['DeskLearner'], { cells: readonly DeskCell[]; completion: DeskCompletion | null }>;
export type DeskGroup = Or<Schemas['DeskGroup'], { members: readonly string[] }>;
export type Desk = Or<Schemas['Desk'], { columns: readonly DeskColumn[]; learners: readonly DeskLearner[]; groups: readonly DeskGroup[] }>;
export type ScorePart = Or<Schemas['ScorePart'], { intervals: readonly { start: string; end: string }[]; times: readonly string[] }>;
export type ExplainedScore = Or<Schemas['ExplainedScore'], { score: DeskScore | null; parts: readonly ScorePart[] }>;
export type PersonGrades = Or<Schemas['PersonGrades'], { activities: readonly ExplainedScore[]; completion: DeskCompletion | null }>;
export type PlannedRequest = Or<Schemas['PlannedRequest'], { replaces: LmsGrade | null; body: unknown }>;
export type GradingRules = Schemas['GradingRules'];
export type Grading = Schemas['Grading'];
export type Column = Schemas['Column'];
export type GradingPreview = Or<Schemas['GradingPreview'], { sessionId: string | null }>;
export interface CellId {
  userId: string;
  activity: string;
}

export const looks = ['failed', 'changed', 'held', 'queued', 'excused', 'sent', 'draft', 'none'] as const;
/** What a cell shows at first sight: the most urgent of what is so. */
export type Look = (typeof looks)[number];

export function lookOf(cell: DeskCell): Look {
  const { score } = cell;
  if (!score) return 'none';
  if (score.excused) return 'excused';
  if (score.state === 'failed') return 'failed';
  if (cell.change !== '') return 'changed';
  if (score.held) return 'held';
  return score.state;
}

export const filters = ['all', 'failed', 'held', 'decided', 'changed'] as const;
export type Filter = (typeof filters)[number];

export function cellFits(cell: DeskCell, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'failed':
      return cell.score?.state === 'failed';
    case 'held':
      return cell.score?.held === true;
    case 'decided':
      return Boolean(cell.score?.override ?? cell.score?.excused);
    case 'changed':
      return cell.change !== '';
  }
}

export function fits(learner: DeskLearner, filter: Filter): boolean {
  return filter === 'all' || learner.cells.some((cell) => cellFits(cell, filter));
}

export function countCells(desk: Desk, check: (cell: DeskCell) => boolean): number {
  return desk.learners.reduce((sum, learner) => sum + learner.cells.filter(check).length, 0);
}

/** Scores that "send" would send: those that wait or failed, but not what somebody changed in the LMS. */
export function toSend(desk: Desk, only: ReadonlySet<string> | null): CellId[] {
  return desk.learners.flatMap((learner) =>
    only && !only.has(learner.userId)
      ? []
      : learner.cells
          .filter((cell) => cell.score && !cell.score.excused && cell.change === '' && (cell.score.held || cell.score.state === 'failed'))
          .map((cell) => ({ userId: learner.userId, activity: cell.activity })),
  );
}

/** The groups of a learner that can be given one mark with them, with the names of those who would get it. */
export function groupsOf(desk: Desk, userId: string, activity: string): (DeskGroup & { names: string[] })[] {
  if (activity !== 'breakout' && activity !== 'manual') return [];
  return desk.groups
    .filter((group) => group.members.includes(userId))
    .map((group) => ({ ...group, names: desk.learners.filter((one) => group.members.includes(one.userId)).map((one) => one.name) }))
    .filter((group) => group.names.length > 1);
}
