import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { CommandError } from '@/shared/live/commandError';
import { useFeedback } from '@/shared/ui/feedback';
import type { DeskState, PollDesk } from './desk';
import type { PollModel, PollsState } from './pollModel';
import type { Poll } from './wire';

export function usePollsState(model: PollModel): PollsState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

export function useDesk(desk: PollDesk): DeskState {
  return useSyncExternalStore(desk.subscribe, desk.getSnapshot);
}

/** Does something on the server; a failure is told in a corner. `busy` until it is done. */
export function useAct() {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  const act = useCallback(
    async (what: () => Promise<unknown>): Promise<boolean> => {
      setBusy(true);
      try {
        await what();
        return true;
      } catch (error) {
        if (!(error instanceof CommandError && error.why === 'left')) notices.show(t(`problem.${codeOf(error)}`), 'problem');
        return false;
      } finally {
        setBusy(false);
      }
    },
    [notices, t],
  );
  return { act, busy };
}

/** What a poll is called where it is spoken of: its question, or its number. */
export function usePollName(): (poll: Pick<Poll, 'question' | 'number'>) => string {
  const { t } = useTranslation();
  return useCallback((poll) => poll.question || t('poll.numbered', { number: poll.number }), [t]);
}

/** What a choice is called. */
export function useChoiceText(poll: Pick<Poll, 'kind' | 'scale'>): (choice: { id: string; text: string }) => string {
  const { t } = useTranslation();
  return ({ id, text }) => {
    if (poll.kind === 'yes_no') return id === 'yes' ? t('poll.yes') : t('poll.no');
    const { min, max, minLabel, maxLabel } = poll.scale ?? { min: 0, max: 0, minLabel: '', maxLabel: '' };
    const meaning = poll.kind !== 'scale' ? '' : id === String(min) ? minLabel : id === String(max) ? maxLabel : '';
    return meaning ? t('poll.scaleMeaning', { value: text, meaning }) : text;
  };
}

/** Seconds until a moment by the server's clock, counted down; null where there is none. */
export function useSecondsLeft(endsAt: string | null, clockOffsetMs: () => number): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (endsAt === null) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [endsAt]);
  return endsAt === null ? null : Math.max(0, Math.ceil((Date.parse(endsAt) - now - clockOffsetMs()) / 1_000));
}
