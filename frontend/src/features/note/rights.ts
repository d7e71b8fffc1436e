import type { DocState } from '@/shared/doc/docModel';
import type { NoteProps } from './props';

/** Why somebody reads and doesn't write; null where they write. */
export type ReadOnly = 'locked' | 'role' | 'closed' | 'ended' | 'stopped' | null;

/** `elsewhere`: they are the notes of a group in whose room the person isn't. */
export function readOnly({ canWrite, locked, canLock, elsewhere }: Pick<NoteProps, 'canWrite' | 'locked' | 'canLock'> & { elsewhere?: boolean }, { phase, stop }: Pick<DocState, 'phase' | 'stop'>): ReadOnly {
  if (phase === 'stopped') return stop === 'ended' ? 'ended' : 'stopped';
  if (!canWrite) return 'role';
  if (elsewhere && !canLock) return 'closed';
  return locked && !canLock ? 'locked' : null;
}
