import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import type { Breakout } from '../wire';
import { emptyDraft, type Draft } from './draft';
import { draftOf, planOf } from './draftOf';
import { learnersOf } from './planPeople';
import { usualCount, type PlanDesk } from './usePlan';

/** What would be lost if another plan were gone on with: a plan says more than what is saved of it, or than nothing. */
export function unsaved(draft: Draft, plans: readonly Breakout[]): boolean {
  const saved = plans.find(({ breakoutId }) => breakoutId === draft.breakoutId);
  if (saved) return JSON.stringify(planOf(draft)) !== JSON.stringify(planOf(draftOf(saved)));
  const { name, plan, groups } = draft;
  return name !== '' || plan.task !== '' || plan.files.length > 0 || groups.some(({ members, task, files }) => members.length + files.length > 0 || task !== '');
}

/** Going on with another plan of this class, or with a new one. */
export function usePlanChoice(desk: PlanDesk, plans: readonly Breakout[]) {
  const { t } = useTranslation('breakout');
  const { announcer } = useFeedback();
  const { draft, dispatch, people, nameOf } = desk;
  /** What was chosen while something would be lost by it. */
  const [asks, setAsks] = useState<{ plan: Breakout | null } | null>(null);
  const take = (plan: Breakout | null) => {
    setAsks(null);
    dispatch({ type: 'take', draft: plan ? draftOf(plan) : emptyDraft(usualCount(learnersOf(people).filter(({ here }) => here).length), nameOf) });
    announcer.say(plan ? t('plan.taken', { name: plan.name === '' ? t('plan.unnamedPlan', { number: plan.number }) : plan.name }) : t('plan.takenNew'));
  };
  return {
    choose: (plan: Breakout | null) => (unsaved(draft, plans) ? setAsks({ plan }) : take(plan)),
    asks: asks !== null,
    confirm: () => asks && take(asks.plan),
    cancel: () => setAsks(null),
  };
}
