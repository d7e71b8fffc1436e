import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import type { BoardDoc } from '../ink/boardDoc';
import { actionsOf, type Actions, type Surroundings } from './actions';

type Given = Pick<Surroundings, 'reader' | 'objects' | 'view' | 'onGo'>;

/** What can be done with the objects of a page, told to those who can't see it. */
export function useActions(given: Given): Actions {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const [undo, setUndo] = useState<{ of: BoardDoc; run: () => void } | null>(null);
  const { drawing } = given.reader;
  return actionsOf({
    ...given,
    t,
    say: (words) => announcer.say(words),
    undo: undo?.of === drawing ? undo.run : null,
    setUndo: (run) => setUndo(run && { of: drawing, run }),
  });
}
