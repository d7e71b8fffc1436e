import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import type { Chat } from './chat';
import type { ChatModel, ChatState } from './chatModel';
import { plainText } from './format';

export function useChatState(model: ChatModel): ChatState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

/** Says new messages of others, whether the panel is seen or not, and reads them out where that is wanted. */
export function useChatNews(chat: Chat): void {
  const { t, i18n } = useTranslation();
  const { announcer } = useFeedback();
  useEffect(
    () =>
      chat.model.onArrival((message) => {
        const said = plainText(message.text) || t('chat.fileCount', { count: message.files?.length ?? 0 });
        const words = { name: message.name, text: said };
        announcer.say(message.to.kind === 'person' ? t('chat.saidInPrivate', words) : message.to.kind === 'staff' ? t('chat.saidToStaff', words) : t('chat.said', words));
        chat.aloud.say(t('chat.said', words), i18n.language);
      }),
    [chat, announcer, t, i18n],
  );
}

interface Tab {
  label: string;
  badge: { text: string; label: string } | null;
}

/** The chat's name in the class, and how much of it is unread. */
export function useChatTab(model: ChatModel): Tab {
  const { t } = useTranslation();
  const { unread } = useChatState(model);
  return {
    label: t('chat.title'),
    badge: unread > 0 ? { text: unread > 99 ? '99+' : String(unread), label: t('chat.unread', { count: unread }) } : null,
  };
}
