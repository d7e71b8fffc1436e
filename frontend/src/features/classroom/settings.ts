import type { ClassroomSettings } from '@/shared/api/types';

/** What the dialog changes; the rest stays as it is. */
export type EditedSettings = Pick<ClassroomSettings, 'attendance' | 'emptyGraceSeconds' | 'maxParticipants' | 'schedule' | 'entry'>;

export type Unit = 'seconds' | 'minutes';

/** What stands in the form: text as typed, so that a refused value is still there to be mended. */
export interface SettingsForm {
  threshold: string;
  lateAfter: string;
  leftEarly: string;
  grace: string;
  graceUnit: Unit;
  emptyGrace: string;
  emptyGraceUnit: Unit;
  maxParticipants: string;
  /** As a datetime-local field has it, in this device's time zone; '' for no schedule. */
  start: string;
  /** '' where it isn't known. */
  length: string;
  opens: 'live' | 'scheduled';
  early: string;
  observers: boolean;
}

export type Field = 'threshold' | 'lateAfter' | 'leftEarly' | 'grace' | 'emptyGrace' | 'maxParticipants' | 'length' | 'early';

/** The least and the most that the server accepts, in percent, seconds or people. */
export const limits: Record<Field, { min: number; max: number }> = {
  threshold: { min: 0, max: 100 },
  lateAfter: { min: 0, max: 86_400 },
  leftEarly: { min: 0, max: 86_400 },
  grace: { min: 0, max: 3_600 },
  emptyGrace: { min: 10, max: 86_400 },
  maxParticipants: { min: 2, max: 1_000 },
  length: { min: 0, max: 1_440 },
  early: { min: 0, max: 1_440 },
};

const perMinute = 60;

function unitOf(seconds: number): Unit {
  return seconds % perMinute === 0 ? 'minutes' : 'seconds';
}

function inUnit(seconds: number, unit: Unit): string {
  return String(unit === 'minutes' ? Math.round((seconds / perMinute) * 100) / 100 : seconds);
}

const two = (value: number) => String(value).padStart(2, '0');

/** A time as a datetime-local field has it. */
export function localTime(iso: string | null): string {
  const at = new Date(iso ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return '';
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function toForm({ attendance, emptyGraceSeconds, maxParticipants, schedule, entry }: EditedSettings): SettingsForm {
  const graceUnit = unitOf(attendance.graceSeconds);
  const emptyGraceUnit = unitOf(emptyGraceSeconds);
  return {
    threshold: String(Math.round(attendance.threshold * 1_000) / 10),
    lateAfter: inUnit(attendance.lateAfterSeconds, 'minutes'),
    leftEarly: inUnit(attendance.leftEarlySeconds, 'minutes'),
    grace: inUnit(attendance.graceSeconds, graceUnit),
    graceUnit,
    emptyGrace: inUnit(emptyGraceSeconds, emptyGraceUnit),
    emptyGraceUnit,
    maxParticipants: String(maxParticipants),
    start: localTime(schedule.startsAt),
    length: schedule.lengthMinutes === 0 ? '' : String(schedule.lengthMinutes),
    opens: entry.opens,
    early: String(entry.earlyMinutes),
    observers: entry.observers,
  };
}

function read(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? Number.NaN : Number(trimmed);
}

function seconds(text: string, unit: Unit): number {
  return Math.round(read(text) * (unit === 'minutes' ? perMinute : 1));
}

export type Parsed = { settings: EditedSettings; problems: null } | { settings: null; problems: readonly Field[] };

/** Reads the form, or names the fields that can't be saved, in the order in which they stand. */
export function parseForm(form: SettingsForm): Parsed {
  const values: Record<Field, number> = {
    threshold: read(form.threshold),
    lateAfter: seconds(form.lateAfter, 'minutes'),
    leftEarly: seconds(form.leftEarly, 'minutes'),
    grace: seconds(form.grace, form.graceUnit),
    emptyGrace: seconds(form.emptyGrace, form.emptyGraceUnit),
    maxParticipants: read(form.maxParticipants),
    length: form.length.trim() === '' ? 0 : read(form.length),
    early: read(form.early),
  };
  const starts = form.start === '' ? Number.NaN : Date.parse(form.start);
  const startsAt = Number.isNaN(starts) ? null : new Date(starts).toISOString();
  const opens = startsAt === null ? ('live' as const) : form.opens;
  const problems = fields.filter((field) => !fits(field, values[field]));
  if (problems.length > 0) return { settings: null, problems };
  const settings = {
    attendance: {
      threshold: Math.round(values.threshold * 10) / 1_000,
      lateAfterSeconds: values.lateAfter,
      leftEarlySeconds: values.leftEarly,
      graceSeconds: values.grace,
    },
    emptyGraceSeconds: values.emptyGrace,
    maxParticipants: values.maxParticipants,
    schedule: { startsAt, lengthMinutes: values.length },
    entry: { opens, earlyMinutes: values.early, observers: form.observers },
  };
  return { settings, problems: null };
}

const fields: readonly Field[] = ['length', 'early', 'threshold', 'lateAfter', 'leftEarly', 'grace', 'emptyGrace', 'maxParticipants'];
const whole: readonly Field[] = ['maxParticipants', 'length', 'early'];

function fits(field: Field, value: number): boolean {
  const { min, max } = limits[field];
  return value >= min && value <= max && (!whole.includes(field) || Number.isInteger(value));
}
