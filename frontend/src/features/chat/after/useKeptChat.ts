import { useEffect, useMemo, useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ChatApi } from '../api';
import type { ChatState } from '../chatModel';
import { mergeMessages } from '../messages';
import type { ChatMessage, ChatPage } from '../wire';

const freshMs = 60_000;
const pageSize = 100;
const newest: string | null = null;

/** A room whose messages are wanted: every one, the main room, or a group. */
export const everyRoom = 'all';
export const mainRoom = 'main';

function isFrom(room: string, { to }: ChatMessage): boolean {
  if (room === everyRoom) return true;
  return room === mainRoom ? to.kind !== 'group' : to.groupId === room;
}

/** The kept messages as the list of the class takes them: nothing can be done to them any more. */
function stateOf(pages: readonly ChatPage[], room: string, older: boolean, loading: ChatState['loading']): ChatState {
  const all = mergeMessages([], pages.flatMap(({ messages }) => messages));
  return {
    ready: true,
    messages: all.filter((message) => isFrom(room, message)),
    quotes: new Map(pages.flatMap(({ quotes }) => quotes).map((quote) => [quote.messageId, quote])),
    older,
    loading,
    settings: { learners: 'off', private: false },
    mutedMe: false,
    muted: [],
    readUpTo: 0,
    unread: 0,
    emojis: [],
    pending: [],
    ended: true,
  };
}

/** The messages of a class that is over, by pages. Where a room is asked for, pages are read until some of it are there. */
export function useKeptChat(api: ChatApi, sessionId: string, room: string) {
  const [wanted, want] = useState({ room, count: 1 });
  const query = useInfiniteQuery({
    queryKey: ['chat', 'kept', sessionId],
    queryFn: ({ pageParam }) => api.older(pageParam, pageSize),
    initialPageParam: newest,
    getNextPageParam: ({ messages, older }) => (older ? (messages[0]?.messageId ?? null) : null),
    staleTime: freshMs,
    refetchOnWindowFocus: false,
  });
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const loading = isFetchingNextPage ? 'older' : isFetchNextPageError ? 'failed' : 'idle';
  const state = useMemo(() => (data ? stateOf(data.pages, room, hasNextPage, loading) : null), [data, room, hasNextPage, loading]);
  const shown = state?.messages.length ?? 0;
  const count = wanted.room === room ? wanted.count : 1;
  const goesOn = data !== undefined && shown < count && hasNextPage && loading === 'idle';
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  const loadOlder = async () => {
    want({ room, count: shown + 1 });
    if (loading === 'failed') await fetchNextPage();
  };
  /** The groups of whose messages some are read. */
  const groups = useMemo(() => new Set(data?.pages.flatMap(({ messages }) => messages).map(({ to }) => to.groupId)), [data]);
  return { query, state, groups, loadOlder };
}
