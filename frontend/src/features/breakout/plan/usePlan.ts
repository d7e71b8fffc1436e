import { useCallback, useMemo, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '@/shared/i18n/useFormat';
import { useFeedback } from '@/shared/ui/feedback';
import { emptyDraft, reduceDraft, unassigned, type Draft, type DraftAction } from './draft';
import { learnersOf, type PlanPerson } from './planPeople';

/** What every part of the plan's dialog needs. */
export interface PlanDesk {
  draft: Draft;
  dispatch(action: DraftAction): void;
  people: readonly PlanPerson[];
  personOf(userId: string): PlanPerson;
  /** The learners who are in no group. */
  unassigned: readonly PlanPerson[];
  /** Puts people into a group, or into none, and says so. */
  move(userIds: readonly string[], key: string | null): void;
  /** Whose settings are changed. */
  editing: string | null;
  edit(key: string | null): void;
  nameOf(number: number): string;
  format: Format;
}

const perGroup = 4;

/** How many groups there are before anybody says. */
export const usualCount = (learners: number): number => Math.max(2, Math.min(12, Math.ceil(learners / perGroup)));

/** The plan that is being made, and who there is to be placed. */
export function usePlan(people: readonly PlanPerson[], from: Draft | null): PlanDesk {
  const { t } = useTranslation('breakout');
  const { announcer } = useFeedback();
  const format = useFormat();
  const nameOf = useCallback((number: number) => t('plan.groupNumber', { number }), [t]);
  const [draft, dispatch] = useReducer(reduceDraft, null, () => from ?? emptyDraft(usualCount(learnersOf(people).filter(({ here }) => here).length), nameOf));
  const [editing, edit] = useState<string | null>(null);
  const byId = useMemo(() => new Map(people.map((person) => [person.userId, person])), [people]);
  const personOf = useCallback((userId: string): PlanPerson => byId.get(userId) ?? { userId, name: t('plan.somebody'), role: 'learner', here: false }, [byId, t]);
  const move = useCallback(
    (userIds: readonly string[], key: string | null) => {
      dispatch({ type: 'move', userIds, to: key });
      const to = key === null ? t('plan.unassigned') : (draft.groups.find((group) => group.key === key)?.name ?? '');
      announcer.say(t('plan.moved', { names: format.list(userIds.map((id) => personOf(id).name)), group: to }));
    },
    [announcer, draft.groups, format, personOf, t],
  );
  const rest = useMemo(() => unassigned(draft, learnersOf(people).map(({ userId }) => userId)).map(personOf), [draft, people, personOf]);
  return useMemo(() => ({ draft, dispatch, people, personOf, unassigned: rest, move, editing, edit, nameOf, format }), [draft, people, personOf, rest, move, editing, nameOf, format]);
}
