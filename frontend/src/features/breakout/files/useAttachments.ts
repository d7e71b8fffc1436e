import { useEffect, useState, useSyncExternalStore, type Dispatch } from 'react';
import type { DraftAction } from '../plan/draft';
import { Attachments, type AttachmentsState } from './attachments';
import type { FileDesk } from './fileDesk';

export interface PlanFiles extends AttachmentsState {
  desk: FileDesk;
  attachments: Attachments;
  /** Some are on their way. */
  busy: boolean;
}

/** The files of the plan that is being made, as long as its dialog is there. */
export function useAttachments(desk: FileDesk, dispatch: Dispatch<DraftAction>): PlanFiles {
  const [attachments] = useState(() => new Attachments(desk, (key, { fileId }) => dispatch({ type: 'attach', key, fileId })));
  const state = useSyncExternalStore(attachments.subscribe, attachments.getSnapshot);
  useEffect(() => {
    const abort = new AbortController();
    void attachments.list(abort.signal);
    return () => {
      abort.abort();
      attachments.dispose();
    };
  }, [attachments]);
  return { ...state, desk, attachments, busy: state.sending.some(({ error }) => error === null) };
}
