import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/apiError';
import { useFeedback } from '@/shared/ui/feedback';
import { useTry } from '@/shared/ui/useTry';
import type { Heard, Listening } from './listening';

const nothing: Heard = { groupId: null, into: [] };
const never = () => () => undefined;
const silence = () => nothing;

/** What is heard and spoken into from here, and the ways to change it; a notice says what went wrong. */
export function useListening(listening: Listening | null) {
  const { t } = useTranslation('breakout');
  const { notices } = useFeedback();
  const attempt = useTry();
  const heard = useSyncExternalStore(listening?.subscribe ?? never, listening?.getSnapshot ?? silence);
  const act = async (asked: Promise<void>) => {
    try {
      await asked;
    } catch (error) {
      if (error instanceof ApiError) await attempt(Promise.reject(error));
      else notices.show(t(error instanceof DOMException ? 'wall.noMicrophone' : 'wall.noSound'), 'problem');
    }
  };
  return {
    ...heard,
    listen: (groupId: string | null) => void (listening && act(listening.listen(groupId))),
    speak: (groupIds: readonly string[]) => void (listening && act(listening.speak(groupIds))),
    stop: () => listening?.stop(),
  };
}
