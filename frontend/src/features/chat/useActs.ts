import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { assertNever } from '@/shared/assertNever';
import { useFeedback } from '@/shared/ui/feedback';
import type { Chat } from './chat';
import type { Act } from './MessageActions';
import { answerTo, type Me } from './rights';
import type { ChatMessage } from './wire';

/** Does what was chosen at a message. What the server refuses is said in a notice; deleting is asked for first. */
export function useActs({ model, draft }: Chat, me: Me) {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const [deleting, setDeleting] = useState<ChatMessage | null>(null);
  const act = useCallback(
    (what: Act, message: ChatMessage) => {
      const refused = (error: unknown) => notices.show(t(`problem.${codeOf(error)}`), 'problem');
      switch (what.type) {
        case 'reply':
          draft.reply(message, answerTo(message, me));
          return;
        case 'edit':
          draft.edit(message);
          return;
        case 'delete':
          setDeleting(message);
          return;
        case 'copy':
          navigator.clipboard.writeText(message.text).then(() => announcer.say(t('chat.copied')), refused);
          return;
        case 'mute':
          model.mute(message.userId, what.muted).then(() => notices.show(t(what.muted ? 'chat.isMuted' : 'chat.isUnmuted', { name: message.name })), refused);
          return;
        case 'react':
          model.react(message.messageId, what.emoji, what.on).catch(refused);
          return;
        default:
          assertNever(what);
      }
    },
    [model, draft, me, announcer, notices, t],
  );
  return { act, deleting, cancelDelete: () => setDeleting(null) };
}
