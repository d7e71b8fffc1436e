import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardApi } from '../api';
import { outlineOf } from '../frames/outline';
import { useBackground, useImages } from '../page/usePageTools';
import { useSeen } from '../strip/useThumbnail';
import { BoardPicture } from '../viewer/BoardPicture';
import type { ListedPage } from '../wire';
import styles from './after.module.css';
import { useKeptDrawing } from './kept';

interface Props {
  api: BoardApi;
  page: ListedPage;
  name: string;
  onOpen: () => void;
}

/** A small picture of a page with its name. It is read once it comes into sight. */
export function PageCard({ api, page, name, onOpen }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLSpanElement>(null);
  const seen = useSeen(box);
  const { data: drawing, isError } = useKeptDrawing(api, page.boardId, seen);
  const { load } = useImages({ api }, page.boardId);
  const outline = useMemo(() => outlineOf(page.frames), [page.frames]);
  const background = useBackground({ board: { api } }, page, seen);
  return (
    <button type="button" className={styles.card} aria-haspopup="dialog" onClick={onOpen}>
      <span ref={box} className={styles.picture} aria-hidden="true">
        {drawing && <BoardPicture drawing={drawing} load={load} background={background} template={page.template} everyMs={2_000} coarse framed={outline} />}
        {isError && <span className={styles.failed}>{t('board.failed')}</span>}
      </span>
      <bdi className={styles.name} dir="auto">
        {name}
      </bdi>
    </button>
  );
}
