import type { Plan } from './linkApi';

export type Activity = 'attendance' | 'participation' | 'quiz';
export const activities: readonly Activity[] = ['attendance', 'participation', 'quiz'];
export type Tier = Plan['tier'];
export const tiers: readonly Tier[] = ['tutoring', 'seminar', 'lecture', 'broadcast'];

/** One new class as it is being filled in: what is typed, as text. */
export interface Draft {
  key: number;
  title: string;
  tier: Tier;
  /** As a datetime-local field has it; '' for no schedule. */
  start: string;
  length: string;
  opens: 'live' | 'scheduled';
  early: string;
  observers: boolean;
  columns: Record<Activity, { on: boolean; maximum: string }>;
}

export type DraftField = 'title' | 'length' | 'early' | Activity;

export function newDraft(key: number, defaults: Plan): Draft {
  const column = (activity: Activity) => {
    const found = defaults.columns.find((c) => c.activity === activity);
    return { on: found?.enabled ?? false, maximum: String(found?.maximum ?? 100) };
  };
  return {
    key,
    title: '',
    tier: defaults.tier,
    start: '',
    length: '',
    opens: 'live',
    early: String(defaults.settings.entry.earlyMinutes),
    observers: defaults.settings.entry.observers,
    columns: { attendance: column('attendance'), participation: column('participation'), quiz: column('quiz') },
  };
}

function number(text: string, least: number, most: number, whole: boolean): number | null {
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most || (whole && !Number.isInteger(value))) return null;
  return value;
}

/** The plan that the draft means, or the fields that keep it from being one. */
export function toPlan(draft: Draft, defaults: Plan): { plan: Plan; problems: null } | { plan: null; problems: readonly DraftField[] } {
  const problems: DraftField[] = [];
  const title = draft.title.trim();
  if (title === '' || [...title].length > 200) problems.push('title');
  const startsAt = draft.start === '' || Number.isNaN(Date.parse(draft.start)) ? null : new Date(draft.start).toISOString();
  const length = draft.length.trim() === '' ? 0 : number(draft.length, 1, 1440, true);
  if (length === null) problems.push('length');
  const scheduled = startsAt !== null && draft.opens === 'scheduled';
  const early = scheduled ? number(draft.early, 0, 1440, true) : defaults.settings.entry.earlyMinutes;
  if (early === null) problems.push('early');
  const columns = defaults.columns.map((column) => {
    const activity = activities.find((a) => a === column.activity);
    if (!activity) return column;
    const { on, maximum } = draft.columns[activity];
    const value = number(maximum, 0.01, 10_000, false);
    if (on && value === null) problems.push(activity);
    return { ...column, enabled: on, maximum: value ?? column.maximum };
  });
  if (problems.length > 0) return { plan: null, problems };
  const settings = {
    ...defaults.settings,
    schedule: { startsAt, lengthMinutes: length ?? 0 },
    entry: { opens: scheduled ? ('scheduled' as const) : ('live' as const), earlyMinutes: early ?? 0, observers: draft.observers },
  };
  return { plan: { title, tier: draft.tier, settings, columns, grading: null }, problems: null };
}
