import type { DocState } from '@/shared/doc/docModel';
import type { NoteProps } from './props';

/** Why somebody reads and doesn't write; null where they write. */
export type ReadOnly = 'locked' | 'role' | 'ended' | 'stopped' | null;

export function readOnly({ canWrite, locked, canLock }: Pick<NoteProps, 'canWrite' | 'locked' | 'canLock'>, { phase, stop }: Pick<DocState, 'phase' | 'stop'>): ReadOnly {
  if (phase === 'stopped') return stop === 'ended' ? 'ended' : 'stopped';
  if (!canWrite) return 'role';
  return locked && !canLock ? 'locked' : null;
}
