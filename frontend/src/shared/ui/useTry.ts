import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { CommandError } from '@/shared/live/commandError';
import { useFeedback } from '@/shared/ui/feedback';

/** Waits for what was asked of the server, and says in a notice what it refused. True where it was done. */
export function useTry(): (asked: Promise<unknown>) => Promise<boolean> {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  return useCallback(
    async (asked) => {
      try {
        await asked;
        return true;
      } catch (error) {
        // Nobody needs to be told about a class that they have left.
        if (!(error instanceof CommandError && error.why === 'left')) notices.show(t(`problem.${codeOf(error)}`), 'problem');
        return false;
      }
    },
    [notices, t],
  );
}
