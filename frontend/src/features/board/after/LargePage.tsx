import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Doc } from 'yjs';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import type { BoardApi } from '../api';
import { BoardDoc } from '../ink/boardDoc';
import { textOf } from '../list/objects';
import { useBackground, useImages } from '../page/usePageTools';
import { wholeView } from '../viewer/boardSvg';
import { SimplePage } from '../viewer/SimplePage';
import type { ListedPage } from '../wire';
import styles from './after.module.css';
import { useKeptDrawing } from './kept';
import { useKeptFrames } from './useKeptFrames';

const nothing = () => undefined;

interface Props {
  api: BoardApi;
  all: readonly ListedPage[];
  page: ListedPage;
  name: string;
  /** Opens another page instead. */
  onTurn: (boardId: string) => void;
}

/** A page as a picture that can be moved and enlarged, and what is written on it for those who can't see it. */
export function LargePage({ api, all, page, name, onTurn }: Props) {
  const { t } = useTranslation();
  const [empty] = useState(() => new BoardDoc(new Doc()));
  const { data, error, refetch, isFetching } = useKeptDrawing(api, page.boardId, true);
  const images = useImages({ api }, page.boardId);
  const background = useBackground({ board: { api } }, page);
  const framed = useKeptFrames(api, all, page, onTurn);
  const drawing = data ?? empty;
  // All of it, whenever another page is turned to: what was looked at of the one before counts no more.
  const whole = useMemo(() => wholeView(drawing.elements(), framed?.paper ?? page.background), [drawing, framed?.paper, page.background]);
  if (error) {
    return (
      <div className={styles.problem}>
        <Problem error={error} retry={() => void refetch()} busy={isFetching} />
      </div>
    );
  }
  return (
    <div className={styles.large} dir="ltr">
      <SimplePage drawing={drawing} images={images} background={background} template={page.template} framed={framed} label={name} follow={whole} onView={nothing} onApi={nothing} />
      {!data && (
        <div className={styles.loading}>
          <Loading label={t('common.loading')} />
        </div>
      )}
      <Words api={api} page={page} drawing={drawing} />
    </div>
  );
}

/** The text of the slide, and what was written on it. */
function Words({ api, page, drawing }: { api: BoardApi; page: ListedPage; drawing: BoardDoc }) {
  const { t } = useTranslation();
  const { data: slide = '' } = useQuery({
    queryKey: ['board', 'text', page.boardId],
    queryFn: ({ signal }) => api.text(page.boardId, signal),
    enabled: page.background !== null,
    staleTime: Infinity,
  });
  const written = drawing.elements().map(textOf).filter(Boolean);
  if (slide === '' && written.length === 0) return null;
  return (
    <section className="srOnly" aria-label={t('board.words')}>
      {slide && <p dir="auto">{slide}</p>}
      {written.map((text, i) => (
        <p key={i} dir="auto">
          {text}
        </p>
      ))}
    </section>
  );
}
