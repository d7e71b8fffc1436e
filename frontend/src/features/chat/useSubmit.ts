import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useFeedback } from '@/shared/ui/feedback';
import type { Chat } from './chat';
import type { ChatTo } from './wire';

/** Sends what was written, or keeps a change. A change that the server refuses stays in the composer. */
export function useSubmit({ model, draft, uploads }: Chat, to: ChatTo, ready: boolean) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (!ready || busy) return;
    const { text, replyTo, editing } = draft.getSnapshot();
    if (!editing) {
      model.send(to, text, replyTo?.messageId ?? null, uploads.take());
      draft.sent();
      return;
    }
    setBusy(true);
    try {
      await model.edit(editing.messageId, text);
      draft.cancel();
    } catch (error) {
      notices.show(t(`problem.${codeOf(error)}`), 'problem');
    } finally {
      setBusy(false);
    }
  };
  return { submit, busy };
}
