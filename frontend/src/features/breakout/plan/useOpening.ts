import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { useTry } from '@/shared/ui/useTry';
import type { BreakoutModel } from '../breakoutModel';
import { running } from '../places';
import { problemOf } from './draft';
import { planOf } from './draftOf';
import type { Why } from './OpenAgain';
import type { PlanDesk } from './usePlan';

interface Opening {
  busy: boolean;
  /** What was wanted when something kept it from being done; said as long as it does. */
  tried: 'save' | 'open' | null;
  asks: Why | null;
}

const quiet: Opening = { busy: false, tried: null, asks: null };

/** Keeping the plan, opening it, throwing it away. */
export function useOpening(model: BreakoutModel, desk: PlanDesk, onClose: () => void) {
  const { t } = useTranslation('breakout');
  const { notices } = useFeedback();
  const attempt = useTry();
  const { draft, dispatch } = desk;
  const [state, setState] = useState(quiet);
  const does = async (what: () => Promise<unknown>) => {
    setState({ ...quiet, busy: true });
    const done = await attempt(what());
    setState(quiet);
    if (done) onClose();
    return done;
  };
  const wrong = (tried: 'save' | 'open'): boolean => {
    const found = problemOf(draft, tried === 'open') !== null;
    setState({ ...quiet, tried: found ? tried : null });
    return found;
  };
  const found = state.tried === null ? null : problemOf(draft, state.tried === 'open');
  const keep = async () => {
    const breakoutId = await model.plan(planOf(draft));
    dispatch({ type: 'kept', breakoutId });
    return breakoutId;
  };
  const open = () =>
    void does(async () => {
      const breakoutId = await keep();
      if (running(model.getSnapshot())) await model.close(0);
      await model.open(breakoutId);
    });
  const discard = () => void does(() => (draft.breakoutId === null ? Promise.resolve() : model.discard(draft.breakoutId)));
  return {
    ...state,
    problem: found && { problem: found.problem, group: draft.groups.find(({ key }) => key === found.key)?.name ?? '' },
    save() {
      if (!wrong('save')) void does(keep).then((done) => done && notices.show(t('plan.saved')));
    },
    ask() {
      if (wrong('open')) return;
      if (running(model.getSnapshot())) setState({ ...quiet, asks: 'replaces' });
      else open();
    },
    discard: () => setState({ ...quiet, asks: 'discard' }),
    confirm: () => (state.asks === 'discard' ? discard() : open()),
    cancel: () => setState(quiet),
  };
}
