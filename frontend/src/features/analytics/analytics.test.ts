import { describe, expect, it } from 'vitest';
import { byClassroom, evenness, matching, ofLearner, ofSession, rightShare, shape, stack, staffShare } from './analytics';
import type { Analytics, Equity, Learner, Meeting, Question } from './analyticsApi';

const meeting = (change: Partial<Meeting>): Meeting => ({
  id: 's', classroomId: 'c', title: 'Algebra', startedAt: '2026-09-01T10:00:00Z', endedAt: '2026-09-01T11:00:00Z', registration: 'r', counted: true,
  expected: 4, present: 2, late: 1, leftEarly: 0, partial: 0, absent: 1, share: 0.7, ...change,
});
const equity = (change: Partial<Equity>): Equity => ({ measure: 'messages', total: 10, staff: 10, shares: [], gini: 0, top: 1, topShare: 0, half: 1, quiet: 0, ...change });

describe('a plot', () => {
  it('stacks everybody who was expected', () => {
    expect(stack(meeting({}))).toEqual([
      { status: 'present', from: 0, to: 0.5, count: 2 },
      { status: 'late', from: 0.5, to: 0.75, count: 1 },
      { status: 'absent', from: 0.75, to: 1, count: 1 },
    ]);
    expect(stack(meeting({ expected: 0, present: 0, late: 0, absent: 0 }))).toEqual([]);
  });

  it('has a part for each classroom with a class that counts', () => {
    const report: Analytics = {
      classrooms: [{ id: 'c', title: 'One' }, { id: 'd', title: 'Two' }],
      sessions: [meeting({ id: '1' }), meeting({ id: '2', counted: false }), meeting({ id: '3', classroomId: 'd', counted: false })],
      learners: [], slipping: [], equity: [], questions: [], queries: [],
    };
    expect(byClassroom(report).map(({ title, meetings }) => [title, meetings.map(({ id }) => id)])).toEqual([['One', ['1']]]);
  });

  it('shows how something is spread, not who did it', () => {
    expect(shape(equity({ shares: [{ userId: 'a', name: 'A', value: 1, share: 0.1 }, { userId: 'b', name: 'B', value: 9, share: 0.9 }] }))).toEqual([0.9, 0.1]);
    expect([0.1, 0.4, 0.7].map(evenness)).toEqual(['even', 'uneven', 'few']);
    expect(staffShare(equity({}))).toBe(0.5);
    expect(staffShare(equity({ staff: null }))).toBeNull();
    expect(staffShare(equity({ staff: 0, total: 0 }))).toBeNull();
  });

  it('says how many were right where that is known', () => {
    const question: Question = { text: 'Why?', kind: 'text', anonymous: false, graded: true, sessions: ['s'], present: 3, voted: 2, judged: 2, right: 1 };
    expect(rightShare(question)).toBe(0.5);
    expect(rightShare({ ...question, judged: 0 })).toBeNull();
    expect(rightShare({ ...question, graded: false })).toBeNull();
  });
});

describe('learners', () => {
  const learner: Learner = { userId: 'a', name: 'İrem', classroomId: 'c', left: false, cells: [], counted: 0, attended: 0, share: 0, trend: '', asked: 0, answered: 0, right: 0, account: { homePage: 'https://lms.example.org', name: 'a&b' } };

  it('are found by a part of their name', () => {
    expect(matching([learner], ' re', 'en')).toHaveLength(1);
    expect(matching([learner], 'x', 'en')).toHaveLength(0);
  });

  it('and classes are asked of a record store', () => {
    expect(ofSession('verb=v', 'r')).toBe('verb=v&registration=r');
    expect(new URLSearchParams(ofLearner('verb=v', learner)).get('agent')).toBe('{"account":{"homePage":"https://lms.example.org","name":"a&b"}}');
  });
});
