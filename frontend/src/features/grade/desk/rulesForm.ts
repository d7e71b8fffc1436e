import type { Column, Grading, GradingRules } from './desk';

/** What the rules' form holds: numbers as typed, shares in percent. */
export type Signals = keyof Grading['participation'];
export const signals: readonly Signals[] = ['poll', 'chat', 'hand', 'floor', 'talk', 'board'];

export interface RulesForm {
  review: boolean;
  fullAt: string;
  minimum: string;
  lateMinutes: string;
  signals: Record<Signals, { weight: string; enough: string }>;
  completion: boolean;
  attendedAt: string;
  quizAt: string;
  columns: readonly ColumnForm[];
}

export interface ColumnForm extends Omit<Column, 'maximum' | 'sessionMaximum'> {
  maximum: string;
  sessionMaximum: string;
}

const percent = (share: number) => String(Math.round(share * 1_000) / 10);

export function formOf({ policy, columns }: GradingRules): RulesForm {
  const pair = (name: Signals) => ({ weight: String(policy.participation[name].weight), enough: String(policy.participation[name].enough) });
  return {
    review: policy.mode === 'review',
    fullAt: percent(policy.attendance.fullAt),
    minimum: percent(policy.attendance.minimum),
    lateMinutes: String(Math.round((policy.attendance.lateAllowanceSeconds / 60) * 100) / 100),
    signals: { poll: pair('poll'), chat: pair('chat'), hand: pair('hand'), floor: pair('floor'), talk: pair('talk'), board: pair('board') },
    completion: policy.completion.enabled,
    attendedAt: percent(policy.completion.attendedAt),
    quizAt: percent(policy.completion.quizAt),
    columns: columns.map((column) => ({ ...column, maximum: String(column.maximum), sessionMaximum: String(column.sessionMaximum) })),
  };
}

function number(text: string, least: number, most: number): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value >= least && value <= most ? value : null;
}

/** The rules that the form says, or the names of the fields that can't be read. */
export function rulesOf(form: RulesForm, watchedAt: number): { rules: GradingRules; problems: null } | { rules: null; problems: ReadonlySet<string> } {
  const problems = new Set<string>();
  const read = (name: string, text: string, least: number, most: number, whole = false): number => {
    const value = number(text, least, most);
    if (value === null || (whole && !Number.isInteger(value))) problems.add(name);
    return value ?? least;
  };
  const share = (name: string, text: string, least = 0) => Math.round(read(name, text, least, 100) * 10) / 1_000;
  const fullAt = share('fullAt', form.fullAt, 1);
  const minimum = share('minimum', form.minimum);
  if (minimum > fullAt) problems.add('minimum');
  const pair = (name: Signals) => ({ weight: read(`${name}.weight`, form.signals[name].weight, 0, 100, true), enough: read(`${name}.enough`, form.signals[name].enough, 1, 100, true) });
  const completion = { enabled: form.completion, attendedAt: share('attendedAt', form.attendedAt), watchedAt, quizAt: share('quizAt', form.quizAt) };
  if (completion.enabled && completion.attendedAt === 0 && completion.quizAt === 0) problems.add('attendedAt');
  const policy: Grading = {
    mode: form.review ? 'review' : 'send',
    attendance: { fullAt, minimum, lateAllowanceSeconds: Math.round(read('lateMinutes', form.lateMinutes, 0, 60) * 60) },
    participation: { poll: pair('poll'), chat: pair('chat'), hand: pair('hand'), floor: pair('floor'), talk: pair('talk'), board: pair('board') },
    completion,
  };
  const columns = form.columns.map((column) => {
    const maximum = read(`${column.activity}.maximum`, column.maximum, 0.01, 10_000);
    const least = column.rule === 'sum' ? read(`${column.activity}.sessionMaximum`, column.sessionMaximum, 0.01, maximum) : (number(column.sessionMaximum, 0.01, 10_000) ?? 10);
    return { ...column, maximum, sessionMaximum: least };
  });
  return problems.size > 0 ? { rules: null, problems } : { rules: { policy, columns }, problems: null };
}
