import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocModel, DocState } from '@/shared/doc/docModel';
import { useDoc } from '@/shared/doc/useDoc';
import { useFeedback } from '@/shared/ui/feedback';
import type { NoteProps } from './props';
import { readOnly, type ReadOnly } from './rights';

interface Note {
  model: DocModel;
  state: DocState;
  reason: ReadOnly;
}

/** The notes for as long as they are shown. */
export function useNote(props: Omit<NoteProps, 'boardUrl'> & { address: () => Promise<string>; elsewhere: boolean }): Note {
  const { model, state } = useDoc(props.address);
  const reason = readOnly(props, state);
  const writes = reason === null;
  const wrote = useRef(writes);
  useEffect(() => {
    if (wrote.current && !writes) model.lockedOut();
    wrote.current = writes;
  }, [model, writes]);
  return { model, state, reason };
}

/** Tells those who don't see it that the notes were locked or opened; not to who did it, and not at the beginning. */
export function useLockNews(locked: boolean, canLock: boolean): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const before = useRef(locked);
  useEffect(() => {
    if (before.current !== locked && !canLock) announcer.say(locked ? t('note.locked') : t('note.unlocked'));
    before.current = locked;
  }, [announcer, canLock, locked, t]);
}
