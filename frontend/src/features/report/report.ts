import type { AttendanceLine, AttendanceStatus, GradeLine } from '@/shared/api/types';

/** One learner: what was seen and what became of the score. */
export interface ReportLine {
  attendance: AttendanceLine;
  grade: GradeLine | null;
  /** The score of the quiz that the polls of the class made up; null where there was none. */
  quiz: GradeLine | null;
}

export interface Summary {
  learners: number;
  here: number;
  late: number;
  leftEarly: number;
  partial: number;
  absent: number;
  /** Mean share of the class that learners were there; null without learners. */
  averageRatio: number | null;
  grades: { total: number; sent: number; queued: number; failed: number; draft: number };
}

export type Attention =
  | { kind: 'absent'; name: string; userId: string }
  | { kind: 'left_early'; name: string; userId: string; seconds: number; leftAt: string | null }
  | { kind: 'failed'; name: string; userId: string; lastError: string; mend: string };

/** Learners are graded, but where they are excused; teachers and observers have lines of their own, without a score. */
export function joinLines(attendance: readonly AttendanceLine[], grades: readonly GradeLine[], language: string): ReportLine[] {
  const of = (activity: string) => new Map(grades.filter((grade) => grade.activity === activity && !grade.excused).map((grade) => [grade.userId, grade]));
  const [present, quiz] = [of('attendance'), of('quiz')];
  const collator = new Intl.Collator(language, { sensitivity: 'base' });
  return attendance
    .filter((line) => line.role === 'learner')
    .map((line) => ({ attendance: line, grade: present.get(line.userId) ?? null, quiz: quiz.get(line.userId) ?? null }))
    .sort((a, b) => collator.compare(a.attendance.name, b.attendance.name));
}

export function summarize(lines: readonly ReportLine[]): Summary {
  const count = (status: AttendanceStatus) => lines.filter((line) => line.attendance.status === status).length;
  const grades = lines.flatMap(({ grade, quiz }) => [grade ?? [], quiz ?? []].flat());
  const inState = (state: GradeLine['state']) => grades.filter((grade) => grade.state === state).length;
  const absent = count('absent');
  return {
    learners: lines.length,
    here: lines.length - absent,
    late: count('late'),
    leftEarly: count('left_early'),
    partial: count('partial'),
    absent,
    averageRatio: lines.length === 0 ? null : lines.reduce((sum, line) => sum + line.attendance.ratio, 0) / lines.length,
    grades: { total: grades.length, sent: inState('sent'), queued: inState('queued'), failed: inState('failed'), draft: inState('draft') },
  };
}

/** What a teacher should look at, the most urgent first: scores that the LMS refused, then who was missing. */
export function attention(lines: readonly ReportLine[]): Attention[] {
  const failed: Attention[] = [];
  const absent: Attention[] = [];
  const early: Attention[] = [];
  for (const { attendance, grade: present, quiz } of lines) {
    const who = { name: attendance.name, userId: attendance.userId };
    const grade = [present, quiz].find((one) => one?.state === 'failed');
    if (grade) failed.push({ kind: 'failed', ...who, lastError: grade.lastError ?? '', mend: grade.mend ?? '' });
    const { status } = attendance;
    if (status === 'absent') absent.push({ kind: 'absent', ...who });
    if (status === 'left_early') {
      early.push({ kind: 'left_early', ...who, seconds: attendance.presentSeconds, leftAt: attendance.lastLeftAt });
    }
  }
  return [...failed, ...absent, ...early];
}
