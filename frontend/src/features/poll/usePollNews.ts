import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '@/shared/assertNever';
import { useFeedback } from '@/shared/ui/feedback';
import { markOf } from './grade';
import type { PollNews } from './pollModel';
import type { Polls } from './polls';
import { usePollName } from './usePolls';

/** Says politely when a poll opens, closes or shows its right answer, whether the panel is seen or not. */
export function usePollNews({ model }: Polls, teaches: boolean): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const nameOf = usePollName();
  useEffect(() => {
    const words = ({ type, poll }: PollNews): string => {
      const name = nameOf(poll);
      switch (type) {
        case 'opened':
          return t('poll.said.opened', { name });
        case 'closed':
          return t('poll.said.closed', { name });
        case 'right': {
          const mark = teaches ? null : markOf(poll);
          if (!mark) return t('poll.said.right', { name });
          return mark.right ? t('poll.said.mineRight', { name }) : t('poll.said.mineWrong', { name });
        }
        default:
          return assertNever(type);
      }
    };
    return model.onNews((news) => announcer.say(words(news)));
  }, [model, teaches, announcer, nameOf, t]);
}
