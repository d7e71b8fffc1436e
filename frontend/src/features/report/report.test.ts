import { describe, expect, it } from 'vitest';
import type { AttendanceLine, AttendanceStatus, GradeLine } from '@/shared/api/types';
import { evidenceOf, segments } from '../attendance/attendance';
import { parseScore } from '../grade/score';
import { attention, joinLines, summarize } from './report';

function line(userId: string, status: AttendanceStatus, ratio: number, change: Partial<AttendanceLine> = {}): AttendanceLine {
  return { userId, name: userId, role: 'learner', presentSeconds: ratio * 3_000, joins: 1, firstJoinedAt: null, lastLeftAt: null, status, ratio, intervals: [], override: null, ...change };
}

function grade(userId: string, state: GradeLine['state'], change: Partial<GradeLine> = {}): GradeLine {
  return { userId, name: userId, activity: 'attendance', scoreGiven: 1, scoreMaximum: 100, state, comment: '', override: null, excused: null, column: null, held: false, computedGiven: 1, updatedAt: '', ...change };
}

const attendance = [
  line('Zoe', 'present', 1),
  line('ana', 'late', 0.8),
  line('Ben', 'left_early', 0.4, { lastLeftAt: '2026-03-02T10:20:00Z' }),
  line('Cem', 'absent', 0),
  line('Tia', 'present', 1, { role: 'instructor' }),
];
const grades = [grade('Zoe', 'sent'), grade('ana', 'queued'), grade('Ben', 'failed', { lastError: 'HTTP 503', mend: 'Wait.' }), grade('Cem', 'draft'), grade('Zoe', 'failed', { activity: 'quiz' })];

describe('joinLines', () => {
  it('lists learners by name with the score of attendance and that of the quiz', () => {
    const lines = joinLines(attendance, grades, 'en');
    expect(lines.map((l) => [l.attendance.userId, l.grade?.state, l.quiz?.state])).toEqual([
      ['ana', 'queued', undefined],
      ['Ben', 'failed', undefined],
      ['Cem', 'draft', undefined],
      ['Zoe', 'sent', 'failed'],
    ]);
  });
});

describe('summarize', () => {
  it('counts people and scores', () => {
    expect(summarize(joinLines(attendance, grades, 'en'))).toEqual({
      learners: 4,
      here: 3,
      late: 1,
      leftEarly: 1,
      partial: 0,
      absent: 1,
      averageRatio: (1 + 0.8 + 0.4) / 4,
      grades: { total: 5, sent: 1, queued: 1, failed: 2, draft: 1 },
    });
  });

  it('has no average without learners', () => {
    expect(summarize([]).averageRatio).toBeNull();
  });
});

describe('attention', () => {
  it('names failed scores first, then who was absent, then who left early', () => {
    expect(attention(joinLines(attendance, grades, 'en'))).toEqual([
      { kind: 'failed', name: 'Ben', userId: 'Ben', lastError: 'HTTP 503', mend: 'Wait.' },
      { kind: 'failed', name: 'Zoe', userId: 'Zoe', lastError: '', mend: '' },
      { kind: 'absent', name: 'Cem', userId: 'Cem' },
      { kind: 'left_early', name: 'Ben', userId: 'Ben', seconds: 1_200, leftAt: '2026-03-02T10:20:00Z' },
    ]);
  });
});

describe('segments', () => {
  const start = '2026-03-02T10:00:00Z';
  const end = '2026-03-02T10:50:00Z';
  const interval = (from: string, to: string) => ({ start: `2026-03-02T${from}:00Z`, end: `2026-03-02T${to}:00Z`, evidence: ['livekit', 'new_source'] });

  it('lays intervals on the time line and cuts what lies outside', () => {
    expect(segments([interval('09:55', '10:05'), interval('10:25', '10:30'), interval('11:00', '11:10')], start, end)).toEqual([
      { start: 0, width: 0.1 },
      { start: 0.5, width: expect.closeTo(0.1, 6) },
    ]);
  });

  it('shows nothing for a session without length', () => {
    expect(segments([interval('10:00', '10:05')], start, start)).toEqual([]);
  });

  it('names only the sources that it has words for', () => {
    expect(evidenceOf(interval('10:00', '10:05'))).toEqual(['livekit']);
  });
});

describe('parseScore', () => {
  it.each([
    ['80', { score: 80 }],
    [' 7,5 ', { score: 7.5 }],
    ['0', { score: 0 }],
    ['', { problem: 'empty' }],
    ['101', { problem: 'range' }],
    ['-1', { problem: 'range' }],
    ['ten', { problem: 'range' }],
  ])('%j', (text, expected) => {
    expect(parseScore(text, 100)).toEqual(expected);
  });
});
