import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { dial } from './noteLink';
import { NoteModel, type NoteState } from './noteModel';
import type { NoteProps } from './props';
import { readOnly, type ReadOnly } from './rights';

interface Note {
  model: NoteModel;
  state: NoteState;
  reason: ReadOnly;
}

/** The notes for as long as they are shown. */
export function useNote(props: NoteProps): Note {
  const { boardUrl } = props;
  const [model] = useState(() => new NoteModel(boardUrl, dial));
  useEffect(() => model.setAddress(boardUrl), [model, boardUrl]);
  useEffect(() => {
    void model.open();
    return () => model.release();
  }, [model]);
  const state = useSyncExternalStore(model.subscribe, model.getSnapshot);
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
