import type { Tone } from '@/shared/ui/Chip';
import type { RecordStore } from './forwardApi';

export const tones: Record<RecordStore['condition'], Tone> = { ready: 'ok', sending: 'accent', waiting: 'warn', stopped: 'danger', paused: 'neutral', off: 'neutral' };

/** How many seconds the oldest statement has waited; null where none waits. */
export function lag(store: RecordStore, now: number): number | null {
  return store.oldestAt ? Math.max(0, (now - Date.parse(store.oldestAt)) / 1000) : null;
}

export type FillSpan = { kind: 'session'; session: string } | { kind: 'time'; from: string; to: string; classroom: string };

/** What is asked of the server: days are whole ones in the person's own time zone. Null where it isn't complete. */
export function fillInput(span: FillSpan, again: boolean): { session: string; classroom: string; from: string | null; to: string | null; again: boolean } | null {
  if (span.kind === 'session') return span.session ? { session: span.session, classroom: '', from: null, to: null, again } : null;
  const from = new Date(`${span.from}T00:00:00`);
  const to = new Date(`${span.to}T00:00:00`);
  to.setDate(to.getDate() + 1);
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) || from >= to) return null;
  return { session: '', classroom: span.classroom, from: from.toISOString(), to: to.toISOString(), again };
}

/** The statement as people can read it; as it is where it isn't JSON. */
export function pretty(statement: string): string {
  try {
    return JSON.stringify(JSON.parse(statement), null, 2);
  } catch {
    return statement;
  }
}
