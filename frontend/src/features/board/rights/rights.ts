import type { DocState } from '@/shared/doc/docModel';
import type { Role } from '@/shared/api/types';
import type { Page } from '../wire';

/** What this person may do on a page: nothing, their own, everything. */
export type Writes = 'none' | 'own' | 'all';

/** Why somebody may do no more than that; null where they may do everything. */
export type Limit = 'ended' | 'stopped' | 'observer' | 'locked' | 'nobody' | 'notChosen' | 'group' | 'own' | null;

export interface Rights {
  writes: Writes;
  limit: Limit;
}

export const isStaff = (role: Role): boolean => role === 'instructor' || role === 'assistant';

const none = (limit: Exclude<Limit, null>): Rights => ({ writes: 'none', limit });

/** The server decides; this says the same before it is asked, and why. */
export function rightsOf(page: Pick<Page, 'shared' | 'locked' | 'access' | 'writers' | 'editOthers'>, me: { userId: string; role: Role }, { phase, stop }: Pick<DocState, 'phase' | 'stop'>, ended: boolean): Rights {
  if (ended || stop === 'ended') return none('ended');
  if (phase === 'stopped') return none('stopped');
  if (me.role === 'observer') return none('observer');
  if (isStaff(me.role)) return { writes: 'all', limit: null };
  if (page.shared) return none('group');
  if (page.locked) return none('locked');
  if (page.access === 'none') return none('nobody');
  if (page.access === 'chosen' && !page.writers?.includes(me.userId)) return none('notChosen');
  return page.editOthers ? { writes: 'all', limit: null } : { writes: 'own', limit: 'own' };
}
