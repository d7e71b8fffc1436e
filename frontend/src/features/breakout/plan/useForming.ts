import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
import type { DraftAction } from './draft';
import type { PlanApi, Proposal, Way, WrongLine } from './planApi';
import { learnersOf, type PlanPerson } from './planPeople';

export interface Wishes {
  way: Way;
  by: 'groups' | 'size';
  groups: number;
  size: number;
  together: boolean;
  pollId: string;
  /** Those who belong to the class and aren't here are placed too. */
  absent: boolean;
}

export interface Forming {
  wishes: Wishes;
  change(change: Partial<Wishes>): void;
  busy: boolean;
  error: unknown;
  notes: Proposal['notes'];
  /** What is wrong in the table, by line; no group was formed. */
  lines: readonly WrongLine[];
  /** Forms the groups anew; of a table, by its text. */
  form(csv?: string): Promise<boolean>;
}

const first: Omit<Wishes, 'groups'> = { way: 'random', by: 'groups', size: 4, together: false, pollId: '', absent: false };

const quiet: Pick<Forming, 'busy' | 'error' | 'notes' | 'lines'> = { busy: false, error: null, notes: [], lines: [] };

/** How groups are to be formed, and the forming by the server. */
export function useForming(api: PlanApi, people: readonly PlanPerson[], count: number, dispatch: (action: DraftAction) => void): Forming {
  const { t } = useTranslation('breakout');
  const [wishes, setWishes] = useState<Wishes>({ ...first, groups: count });
  const [state, setState] = useState<Pick<Forming, 'busy' | 'error' | 'notes' | 'lines'>>(quiet);
  const form = async (csv?: string) => {
    const { way, by, groups, size, together, pollId, absent } = wishes;
    setState({ ...quiet, busy: true });
    try {
      const asked = learnersOf(people).filter(({ here }) => here || absent);
      const made = await api.propose({
        how: way,
        people: asked.map(({ userId }) => userId),
        ...(by === 'size' ? { size } : { groups }),
        ...(way === 'poll' ? { pollId, together } : {}),
        ...(csv === undefined ? {} : { csv }),
      });
      if (made.errors && made.errors.length > 0) {
        setState({ ...quiet, lines: made.errors });
        return false;
      }
      dispatch({ type: 'form', groups: made.groups.map(({ name, members }, index) => ({ name: name === '' ? t('plan.groupNumber', { number: index + 1 }) : name, members })) });
      setState({ ...quiet, notes: made.notes });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ ...quiet, error });
      return false;
    }
  };
  return { wishes, change: (change) => setWishes((old) => ({ ...old, ...change })), ...state, form };
}
