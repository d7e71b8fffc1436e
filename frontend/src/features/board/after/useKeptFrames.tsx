import { useMemo } from 'react';
import { Doc } from 'yjs';
import type { BoardApi } from '../api';
import { FrameArt } from '../frames/FrameArt';
import { FrameLinks } from '../frames/FrameLinks';
import type { FramedPage } from '../frames/framed';
import { framesPaper, type Box } from '../frames/layout';
import { BoardDoc } from '../ink/boardDoc';
import { useBackground, useImages } from '../page/usePageTools';
import { BoardPicture } from '../viewer/BoardPicture';
import type { Frame, ListedPage } from '../wire';
import { useKeptDrawing } from './kept';

/** The boards of groups on a page, as the server has kept them; null where it shows none. */
export function useKeptFrames(api: BoardApi, all: readonly ListedPage[], { frames }: ListedPage, onTurn: (boardId: string) => void): FramedPage | null {
  return useMemo(() => {
    const paper = framesPaper(frames.length);
    if (!paper) return null;
    const nameOf = (frame: Frame) => frame.name;
    const opens = ({ boardId }: Frame) => all.some((page) => page.boardId === boardId);
    const onOpen = (frame: Frame) => opens(frame) && onTurn(frame.boardId);
    const picture = ({ boardId }: Frame, box: Box) => {
      const page = all.find((one) => one.boardId === boardId);
      return page && <Picture api={api} page={page} box={box} />;
    };
    return { frames, paper, onOpen, art: <FrameArt frames={frames} nameOf={nameOf} picture={picture} />, links: <FrameLinks frames={frames} nameOf={nameOf} opens={opens} onOpen={onOpen} /> };
  }, [api, all, frames, onTurn]);
}

const empty = new BoardDoc(new Doc());

function Picture({ api, page, box }: { api: BoardApi; page: ListedPage; box: Box }) {
  const { data } = useKeptDrawing(api, page.boardId, true);
  const images = useImages({ api }, page.boardId);
  const background = useBackground({ board: { api } }, page);
  return <BoardPicture box={box} drawing={data ?? empty} load={images.load} background={background} template={page.template} everyMs={2_000} coarse />;
}
