import { describe, expect, it } from 'vitest';
import { newDraft, toPlan, type Draft } from './draft';
import type { Plan } from './linkApi';

const column = (activity: 'attendance' | 'participation' | 'quiz', enabled: boolean) =>
  ({ activity, title: '', enabled, maximum: 100, scope: 'rolling', rule: 'latest', sessionMaximum: 10 }) as const;
const defaults: Plan = {
  title: '',
  tier: 'seminar',
  settings: {
    attendance: { threshold: 0.5, lateAfterSeconds: 300, leftEarlySeconds: 300, graceSeconds: 0 },
    emptyGraceSeconds: 300,
    maxParticipants: 100,
    schedule: { startsAt: null, lengthMinutes: 0 },
    entry: { opens: 'live', earlyMinutes: 10, observers: true },
  },
  columns: [column('attendance', true), column('participation', false), column('quiz', true)],
  grading: null,
};
const draft = (change: Partial<Draft>): Draft => ({ ...newDraft(1, defaults), title: 'Algebra', ...change });

describe('a draft', () => {
  it('starts with what new classes start with', () => {
    expect(newDraft(7, defaults)).toMatchObject({ key: 7, title: '', tier: 'seminar', early: '10', observers: true, columns: { attendance: { on: true, maximum: '100' }, participation: { on: false } } });
    expect(toPlan(draft({}), defaults).plan).toEqual({ ...defaults, title: 'Algebra' });
  });

  it('becomes a plan with a schedule, an entry and columns', () => {
    const { plan } = toPlan(
      draft({ title: ' Algebra ', tier: 'lecture', start: '2026-12-01T09:30', length: '45', opens: 'scheduled', early: '5', observers: false, columns: { attendance: { on: true, maximum: '12,5' }, participation: { on: true, maximum: '10' }, quiz: { on: false, maximum: 'x' } } }),
      defaults,
    );
    expect(plan?.title).toBe('Algebra');
    expect(plan?.settings.schedule).toEqual({ startsAt: new Date('2026-12-01T09:30').toISOString(), lengthMinutes: 45 });
    expect(plan?.settings.entry).toEqual({ opens: 'scheduled', earlyMinutes: 5, observers: false });
    expect(plan?.columns.map(({ enabled, maximum }) => [enabled, maximum])).toEqual([[true, 12.5], [true, 10], [false, 100]]);
  });

  it('opens whenever it is live where nothing is scheduled', () => {
    expect(toPlan(draft({ opens: 'scheduled', early: 'soon' }), defaults).plan?.settings.entry.opens).toBe('live');
  });

  it.each([
    ['title', { title: ' ' }],
    ['title', { title: 'a'.repeat(201) }],
    ['length', { length: '0' }],
    ['length', { length: '1.5' }],
    ['early', { start: '2026-12-01T09:30', opens: 'scheduled', early: '-1' }],
    ['quiz', { columns: { ...newDraft(1, defaults).columns, quiz: { on: true, maximum: '0' } } }],
  ] as const)('names the field %s that is wrong', (field, change) => {
    expect(toPlan(draft(change), defaults)).toEqual({ plan: null, problems: [field] });
  });
});
