import { lazy, Suspense, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useDoc } from '@/shared/doc/useDoc';
import { Button } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import styles from '../board.module.css';
import type { Desk } from '../desk';
import type { BoardDoc } from '../ink/boardDoc';
import { LimitLine } from '../rights/LimitLine';
import { PageCanvas } from './PageCanvas';
import { rightsOf, type Writes } from '../rights/rights';
import { simpleView } from './simpleView';
import { useLockedOut, useMayDrawNews, useRefusal } from '../rights/useRights';

/** What the rest of the board may know of the page that is seen, and do with it. */
export interface PageHandle {
  writes: Writes;
  /** Null until its document is there. */
  drawn: Drawn | null;
}

export interface Drawn {
  boardId: string;
  drawing: BoardDoc;
  /** Takes away what this person may take away, and returns how to undo that; null where there is nothing. */
  clear(): (() => void) | null;
}

const FramedCanvas = lazy(() => import('../frames/FramedCanvas').then((module) => ({ default: module.FramedCanvas })));

interface Props {
  desk: Desk;
  ended: boolean;
  onHandle: (handle: PageHandle | null) => void;
}

/** The page that is seen: its document, what this person may do with it, how the connection is, and the drawing. */
export function PageView({ desk, ended, onHandle }: Props) {
  const { t } = useTranslation();
  const { board, current: page, me } = desk;
  const address = useCallback(() => board.api.address(page.boardId), [board.api, page.boardId]);
  const { model, state } = useDoc(address);
  const { copy, phase, online } = state;
  const rights = rightsOf(page, me, state, ended);
  const { writes } = rights;
  const simple = useSyncExternalStore(simpleView.subscribe, simpleView.getSnapshot);
  const [refusal, dismissRefusal] = useRefusal(model);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useLockedOut(model, writes);
  useMayDrawNews(rights);
  useEffect(() => {
    onHandle({ writes, drawn });
    return () => onHandle(null);
  }, [onHandle, writes, drawn]);
  const Canvas = page.frames.length > 0 ? FramedCanvas : PageCanvas;
  if (phase === 'failed') {
    return (
      <div className={styles.page}>
        <div className={styles.problem} role="alert">
          <p>{t('board.failed')}</p>
          <Button onClick={() => void model.open()}>{t('common.tryAgain')}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <LimitLine limit={rights.limit} simple={simple && writes !== 'none'} reconnecting={phase === 'ready' && !online} refusal={refusal} onRefusalRead={dismissRefusal} />
      {copy && phase !== 'opening' ? (
        <Suspense fallback={<Loading label={t('common.loading')} />}>
          <Canvas key={copy.id} desk={desk} copy={copy} writes={writes} simple={simple} onDrawn={setDrawn} />
        </Suspense>
      ) : (
        <Loading label={t('common.loading')} />
      )}
    </div>
  );
}
