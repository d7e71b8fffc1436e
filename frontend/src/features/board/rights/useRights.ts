import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocModel } from '@/shared/doc/docModel';
import { useFeedback } from '@/shared/ui/feedback';
import type { Rights, Writes } from './rights';

/** Where the page was closed to this person, what they drew without a connection won't be accepted. */
export function useLockedOut(model: DocModel, writes: Writes): void {
  const before = useRef(writes);
  useEffect(() => {
    if (before.current !== 'none' && writes === 'none') model.lockedOut();
    before.current = writes;
  }, [model, writes]);
}

/** Says that this person may draw now, or why they don't any more; not at the beginning. */
export function useMayDrawNews({ writes, limit }: Rights): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const before = useRef(writes);
  useEffect(() => {
    const was = before.current;
    before.current = writes;
    if ((was === 'none') === (writes === 'none')) return;
    if (writes !== 'none') announcer.say(t('board.said.mayDraw'));
    // What else keeps somebody from drawing is said by the line that is seen.
  }, [announcer, limit, t, writes]);
}

/** What the server said when it didn't keep the last change, until that was read; null where it kept all. */
export function useRefusal(model: DocModel): [string | null, () => void] {
  const [reason, setReason] = useState<string | null>(null);
  useEffect(() => model.onRefused(setReason), [model]);
  return [reason, useCallback(() => setReason(null), [])];
}
