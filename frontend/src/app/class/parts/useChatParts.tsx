import { lazy, useMemo } from 'react';
import { MessageSquare } from 'lucide-react';
import { useChatNews, useChatTab } from '@/features/chat/useChat';
import type { ClassContext, ClassParts } from './parts';
import { useGroup } from './useGroup';

const ChatPanel = lazy(() => import('@/features/chat/ChatPanel').then((module) => ({ default: module.ChatPanel })));

/** The chat: a tab, and what is said of new messages. */
export function useChatParts(context: ClassContext): Partial<ClassParts> {
  const { visit, me, role, people } = context;
  const { groupId, groupName } = useGroup(context);
  const { chat } = visit.features;
  const tab = useChatTab(chat.model);
  useChatNews(chat);
  const writer = useMemo(() => ({ userId: me.userId, name: me.name, role, groupId: groupId || null, groupName }), [me.userId, me.name, role, groupId, groupName]);
  return {
    panels: [{ id: 'chat', ...tab, icon: <MessageSquare />, letter: 'C', rank: 0, render: () => <ChatPanel chat={chat} me={writer} people={people} /> }],
  };
}
