import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { DocCopy } from '@/shared/doc/docModel';
import { Authors } from './authors';
import type { Board } from '../board';
import type { Desk } from '../desk';
import { BoardDoc } from '../ink/boardDoc';
import type { ImageStore, PageBackground } from '../ink/canvas';
import type { Page } from '../wire';

/** Who drew what on the page, and its elements, for as long as one copy of it is shown. */
export function useDrawing({ board, current: { boardId } }: Desk, copy: DocCopy): { drawing: BoardDoc; authors: Authors } {
  const drawing = useMemo(() => new BoardDoc(copy.doc), [copy]);
  const authors = useMemo(() => new Authors(copy.awareness, () => board.api.authors(boardId)), [copy, board.api, boardId]);
  useEffect(() => {
    authors.start();
    return () => authors.dispose();
  }, [authors]);
  useSyncExternalStore(authors.subscribe, authors.getSnapshot);
  return { drawing, authors };
}

/** The pictures that stand on a page. Each is fetched once. */
export function useImages({ api }: Pick<Board, 'api'>, boardId: string): ImageStore {
  return useMemo(() => {
    const loaded = new Map<string, Promise<Blob>>();
    return {
      upload: (file) => api.upload(boardId, file),
      load(fileId) {
        const known = loaded.get(fileId);
        if (known) return known;
        const loading = api.image(boardId, fileId);
        loaded.set(fileId, loading);
        loading.catch(() => loaded.delete(fileId));
        return loading;
      },
    };
  }, [api, boardId]);
}

/** The picture below what is drawn; null where the page has none, or it isn't there yet. */
export function useBackground({ board: { api } }: { board: Pick<Board, 'api'> }, { boardId, background }: Pick<Page, 'boardId' | 'background'>, wanted = true): PageBackground | null {
  const { data } = useQuery({
    queryKey: ['board', 'background', background?.importId, background?.page],
    queryFn: ({ signal }) => api.background(boardId, signal),
    enabled: background !== null && wanted,
    staleTime: Infinity,
  });
  return useMemo(() => (background && data ? { picture: data, width: background.width, height: background.height } : null), [background, data]);
}
