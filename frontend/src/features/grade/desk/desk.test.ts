import { describe, expect, it } from 'vitest';
import { cellFits, countCells, fits, groupsOf, lookOf, toSend, type Desk, type DeskCell, type DeskScore } from './desk';
import { formOf, rulesOf } from './rulesForm';

const by = { reason: 'r', scoreGiven: 1, by: 't', at: '2026-11-25T10:00:00Z' };

function score(change: Partial<DeskScore> = {}): DeskScore {
  return { userId: 'l1', name: '', activity: 'attendance', scoreGiven: 50, scoreMaximum: 100, state: 'sent', held: false, comment: '', override: null, excused: null, column: null, computedGiven: 50, updatedAt: null, ...change };
}

function cell(change: Partial<DeskCell> = {}): DeskCell {
  return { activity: 'attendance', score: score(), lms: null, sent: null, readAt: null, change: '', ...change };
}

describe('lookOf', () => {
  it('shows the most urgent of what is so', () => {
    expect(lookOf(cell({ score: null }))).toBe('none');
    expect(lookOf(cell())).toBe('sent');
    expect(lookOf(cell({ score: score({ state: 'draft', held: true }) }))).toBe('held');
    expect(lookOf(cell({ score: score({ state: 'draft', held: true }), change: 'changed' }))).toBe('changed');
    expect(lookOf(cell({ score: score({ state: 'failed' }), change: 'removed' }))).toBe('failed');
    expect(lookOf(cell({ score: score({ excused: by }) }))).toBe('excused');
  });
});

const column = { activity: 'attendance' as const, title: '', enabled: true, maximum: 100, scope: 'rolling' as const, rule: 'latest' as const, sessionMaximum: 10, label: 'x', cellMaximum: 100, ownColumn: false, offered: true, made: true, coupled: true, readAt: null };
const person = (userId: string, ...cells: DeskCell[]) => ({ userId, name: userId, active: true, cells, completion: null });
const desk: Desk = {
  mode: 'review',
  completionRule: false,
  columns: [column],
  groups: [
    { groupId: 'g1', breakout: 'Debate', name: 'Red', members: ['held', 'gone', 'sent'], done: true },
    { groupId: 'g2', breakout: 'Debate', name: 'Blue', members: ['failed', 'gone'], done: false },
  ],
  learners: [
    person('held', cell({ score: score({ state: 'draft', held: true }) })),
    person('failed', cell({ score: score({ state: 'failed' }) })),
    person('changed', cell({ score: score({ state: 'draft', held: true }), change: 'changed' })),
    person('excused', cell({ score: score({ state: 'draft', excused: by }) })),
    person('sent', cell({ score: score({ override: by }) })),
    person('absent', cell({ score: null })),
  ],
};

describe('toSend', () => {
  it('leaves out what was changed in the LMS, who is excused and what was sent', () => {
    expect(toSend(desk, null).map((one) => one.userId)).toEqual(['held', 'failed']);
  });

  it('sends of those who are selected', () => {
    expect(toSend(desk, new Set(['failed', 'changed', 'sent'])).map((one) => one.userId)).toEqual(['failed']);
  });
});

describe('groupsOf', () => {
  it('finds with whom a learner may be marked, where nothing is computed', () => {
    expect(groupsOf(desk, 'sent', 'breakout')).toMatchObject([{ groupId: 'g1', names: ['held', 'sent'] }]);
    expect(groupsOf(desk, 'sent', 'quiz')).toEqual([]);
    expect(groupsOf(desk, 'failed', 'manual')).toEqual([]);
    expect(groupsOf(desk, 'absent', 'breakout')).toEqual([]);
  });
});

describe('filters', () => {
  it('find the learners with such a score', () => {
    expect(desk.learners.filter((one) => fits(one, 'decided')).map((one) => one.userId)).toEqual(['excused', 'sent']);
    expect(countCells(desk, (one) => cellFits(one, 'held'))).toBe(2);
    expect(desk.learners.filter((one) => fits(one, 'all'))).toHaveLength(6);
  });
});

describe('rulesOf', () => {
  const signal = { weight: 20, enough: 3 };
  const rules = {
    policy: {
      mode: 'send' as const,
      attendance: { fullAt: 0.9, minimum: 0.25, lateAllowanceSeconds: 90 },
      participation: { chat: signal, poll: signal, hand: signal, floor: signal, talk: signal, board: signal },
      completion: { enabled: true, attendedAt: 0.8, watchedAt: 0.9, quizAt: 0.6 },
    },
    columns: [{ activity: 'attendance' as const, title: '', enabled: true, maximum: 100, scope: 'rolling' as const, rule: 'sum' as const, sessionMaximum: 10 }],
  };

  it('reads back what the form shows', () => {
    expect(rulesOf(formOf(rules), 0.9).rules).toEqual(rules);
  });

  it('names the fields that cannot be read', () => {
    const form = formOf(rules);
    const { problems } = rulesOf({ ...form, fullAt: '10', minimum: '50', lateMinutes: '', signals: { ...form.signals, chat: { weight: '1.5', enough: '0' } }, columns: form.columns.map((one) => ({ ...one, sessionMaximum: '101' })) }, 0);
    expect([...(problems ?? [])].sort()).toEqual(['attendance.sessionMaximum', 'chat.enough', 'chat.weight', 'lateMinutes', 'minimum']);
  });
});
