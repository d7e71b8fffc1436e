import type { AttendanceInterval, AttendanceStatus } from '@/shared/api/types';
import type { Tone } from '@/shared/ui/Chip';

export interface Segment {
  /** Share of the session's time line, 0 to 1. */
  start: number;
  width: number;
}

/** Where the intervals lie on the session's time line; what lies outside is cut. */
export function segments(intervals: readonly AttendanceInterval[], startIso: string, endIso: string): Segment[] {
  const start = Date.parse(startIso);
  const length = Date.parse(endIso) - start;
  if (!(length > 0)) return [];
  return intervals.flatMap((interval) => {
    const from = clamp((Date.parse(interval.start) - start) / length);
    const to = clamp((Date.parse(interval.end) - start) / length);
    return to > from ? [{ start: from, width: to - from }] : [];
  });
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

export const statusTone: Record<AttendanceStatus, Tone> = {
  present: 'ok',
  here: 'accent',
  late: 'warn',
  left_early: 'warn',
  partial: 'warn',
  absent: 'danger',
};

const knownEvidence = ['livekit', 'socket', 'reconcile'] as const;
export type Evidence = (typeof knownEvidence)[number];

/** Sources this client has words for; a newer server's own are left out. */
export function evidenceOf(interval: AttendanceInterval): Evidence[] {
  return knownEvidence.filter((source) => interval.evidence.includes(source));
}
