import { useEffect, useRef } from 'react';
import type { Board } from '@/features/board/board';
import { useBackground, useImages } from '@/features/board/page/usePageTools';
import { useSeen } from '@/features/board/strip/useThumbnail';
import { BoardPicture } from '@/features/board/viewer/BoardPicture';
import type { Page } from '@/features/board/wire';
import type { GroupBoards } from './groupBoards';

interface Props {
  board: Board;
  boards: GroupBoards;
  groupId: string;
  page: Page | null;
}

const unknown = { background: null } as const;

/** A small picture of a group's board that follows it. Its name stands beside it: the picture says nothing that is heard. */
export function GroupPicture({ board, boards, groupId, page }: Props) {
  const box = useRef<HTMLSpanElement>(null);
  const seen = useSeen(box);
  useEffect(() => (seen ? boards.watch(groupId) : undefined), [boards, groupId, seen]);
  const images = useImages(board, groupId);
  const background = useBackground({ board }, { boardId: groupId, ...(page ?? unknown) }, seen);
  return (
    <span ref={box} aria-hidden="true">
      {seen && <BoardPicture drawing={boards.drawing(groupId)} load={images.load} background={background} template={page?.template ?? 'blank'} everyMs={1_000} coarse />}
    </span>
  );
}
