import { useMemo } from 'react';
import type { Desk } from '../desk';
import { useBackground, useImages } from '../page/usePageTools';
import { useThumbnailDrawing } from '../strip/useThumbnail';
import { BoardPicture } from '../viewer/BoardPicture';
import type { Frame } from '../wire';
import { FrameArt } from './FrameArt';
import { FrameLinks } from './FrameLinks';
import { framesPaper, type Box } from './layout';
import type { FramedPage } from './framed';

/** How often the boards of groups are read anew while they are seen. */
const everyMs = 5_000;

/** The boards of groups on the page that is seen; null where it shows none. */
export function useFrames(desk: Desk): FramedPage | null {
  return useMemo(() => {
    const { board, current, state, groupName, attempt } = desk;
    const { frames } = current;
    const paper = framesPaper(frames.length);
    if (!paper) return null;
    const nameOf = (frame: Frame) => groupName(frame.groupId) || frame.name;
    const opens = ({ boardId }: Frame) => state.all.some((page) => page.boardId === boardId);
    const onOpen = (frame: Frame) => opens(frame) && void attempt(board.model.go(frame.boardId));
    const picture = (frame: Frame, box: Box) => opens(frame) && <Picture desk={desk} frame={frame} box={box} />;
    return { frames, paper, onOpen, art: <FrameArt frames={frames} nameOf={nameOf} picture={picture} />, links: <FrameLinks frames={frames} nameOf={nameOf} opens={opens} onOpen={onOpen} /> };
  }, [desk]);
}

/** What a group has drawn. */
function Picture({ desk, frame: { boardId }, box }: { desk: Desk; frame: Frame; box: Box }) {
  const page = desk.state.all.find((one) => one.boardId === boardId);
  const drawing = useThumbnailDrawing(desk, boardId, true, everyMs);
  const images = useImages(desk.board, boardId);
  const background = useBackground(desk, { boardId, background: page?.background ?? null });
  return <BoardPicture box={box} drawing={drawing} load={images.load} background={background} template={page?.template ?? 'blank'} everyMs={1_000} coarse />;
}
