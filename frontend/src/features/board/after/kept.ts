import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { Doc } from 'yjs';
import type { BoardApi } from '../api';
import { BoardDoc } from '../ink/boardDoc';
import { catchUp } from '../previews';
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
}

/** The pages of a class that is over. */
export function useKeptPages(api: BoardApi, sessionId: string): UseQueryResult<KeptPages> {
  return useQuery({
    queryKey: ['board', 'pages', sessionId],
    queryFn: async ({ client, signal }) => {
      const all = await api.pages(signal);
      const drawnOn = all.filter(({ drawn, background }) => drawn || background !== null);
      // The page of the groups is worth to be seen where one of them has drawn something.
      const used = all.filter((page) => drawnOn.includes(page) || page.frames.some(({ groupId }) => drawnOn.some((one) => one.groupId === groupId)));
      if (drawnOn.some(({ background }) => background !== null)) return { all, used };
      for (const { boardId } of drawnOn) {
        const drawing = await client.fetchQuery(drawingOf(api, boardId));
        if (drawing.elements().length > 0) return { all, used };
      }
      return { all, used: [] };
    },
    staleTime: freshMs,
  });
}
