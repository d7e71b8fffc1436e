import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Doc } from 'yjs';
import { ask } from '@/shared/api/ask';
import type { LoginStore } from '@/shared/api/login';
import type { components } from '@/shared/api/schema.gen';
import type { BoardApi } from '../api';
import { nameless, type GroupName } from '../groups';
import { BoardDoc } from '../ink/boardDoc';
import { catchUp } from '../strip/previews';
import type { ListedPage } from '../wire';

const freshMs = 60_000;

/** What is drawn on a page, as the server has kept it. */
const drawingOf = (api: BoardApi, boardId: string) =>
  queryOptions({
    queryKey: ['board', 'kept', boardId],
    queryFn: async () => {
      const doc = new Doc();
      await catchUp((id, after) => api.history(id, after), boardId, doc, 0);
      return new BoardDoc(doc);
    },
    staleTime: freshMs,
    structuralSharing: false,
  });

export function useKeptDrawing(api: BoardApi, boardId: string, wanted: boolean): UseQueryResult<BoardDoc> {
  return useQuery({ ...drawingOf(api, boardId), enabled: wanted });
}

export interface KeptPages {
  /** All in their order: a page is called as it was in class. */
  all: readonly ListedPage[];
  /** Those that were drawn on or have a picture; none where all that was drawn was cleared again. */
  used: readonly ListedPage[];
  /** What the groups were called that have pages among these. */
  groupName: GroupName;
}

/** The names of the class's groups; where they can't be had, their pages go without. */
async function namesOf(login: LoginStore, sessionId: string, signal: AbortSignal): Promise<GroupName> {
  try {
    const { breakouts } = await ask<components['schemas']['SessionBreakouts']>(login, 'GET', `sessions/${encodeURIComponent(sessionId)}/breakouts`, undefined, signal);
    const names = new Map(breakouts.flatMap(({ groups }) => groups.map(({ groupId, name }) => [groupId, name] as const)));
    return (groupId) => names.get(groupId);
  } catch {
    return nameless;
  }
}

/** The pages of a class that is over. */
export function useKeptPages(api: BoardApi, login: LoginStore, sessionId: string): UseQueryResult<KeptPages> {
  return useQuery({
    queryKey: ['board', 'pages', sessionId],
    queryFn: async ({ client, signal }) => {
      const all = await api.pages(signal);
      const drawnOn = all.filter(({ drawn, background }) => drawn || background !== null);
      // The page of the groups is worth to be seen where one of them has drawn something.
      const used = all.filter((page) => drawnOn.includes(page) || page.frames.some(({ groupId }) => drawnOn.some((one) => one.groupId === groupId)));
      const groupName = used.some(({ groupId }) => groupId !== '') ? await namesOf(login, sessionId, signal) : nameless;
      if (drawnOn.some(({ background }) => background !== null)) return { all, used, groupName };
      for (const { boardId } of drawnOn) {
        const drawing = await client.fetchQuery(drawingOf(api, boardId));
        if (drawing.elements().length > 0) return { all, used, groupName };
      }
      return { all, used: [], groupName };
    },
    staleTime: freshMs,
    structuralSharing: false,
  });
}
