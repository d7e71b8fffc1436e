import { useMemo, useRef } from 'react';
import type { Desk } from '../desk';
import { outlineOf } from '../frames/outline';
import styles from './strip.module.css';
import { useSeen, useThumbnailDrawing } from './useThumbnail';
import { useBackground, useImages } from '../page/usePageTools';
import { BoardPicture } from '../viewer/BoardPicture';
import type { Page } from '../wire';

/** A small picture of a page. Its name stands below it: the picture says nothing that is heard. */
export function Thumbnail({ desk, page }: { desk: Desk; page: Page }) {
  const { frames } = page;
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const drawing = useThumbnailDrawing(desk, page.boardId, seen);
  const images = useImages(desk.board, page.boardId);
  const background = useBackground(desk, page, seen);
  const outline = useMemo(() => outlineOf(frames), [frames]);
  return (
    <div ref={box} className={styles.picture} aria-hidden="true">
      {seen && <BoardPicture drawing={drawing} load={images.load} background={background} template={page.template} everyMs={2_000} coarse framed={outline} />}
    </div>
  );
}
