import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocCopy } from '@/shared/doc/docModel';
import { Loading } from '@/shared/ui/Loading';
import { authorsOf } from './authors';
import styles from '../board.module.css';
import { presenter, presents } from '../boardModel';
import { clearPage } from './clear';
import type { Desk } from '../desk';
import { DrawnBy } from './DrawnBy';
import type { FramedPage } from '../frames/framed';
import { objectList } from '../list/openState';
import type { SeenPage } from '../list/ObjectPanel';
import type { Drawn } from './PageView';
import type { Writes } from '../rights/rights';
import { useBackground, useDrawing, useImages } from './usePageTools';
import { usePresented } from './usePresented';

const BoardCanvas = lazy(() => import('../ink/ExcalidrawCanvas').then((module) => ({ default: module.ExcalidrawCanvas })));

export interface PageCanvasProps {
  desk: Desk;
  copy: DocCopy;
  writes: Writes;
  /** A picture takes the place of the drawing program. */
  simple: boolean;
  /** The boards of groups that are seen on the page. */
  framed?: FramedPage | null;
  onDrawn: (drawn: Drawn | null) => void;
}

const SimplePage = lazy(() => import('../viewer/SimplePage').then((module) => ({ default: module.SimplePage })));
const ObjectPanel = lazy(() => import('../list/ObjectPanel').then((module) => ({ default: module.ObjectPanel })));

/** One copy of a page, drawn: with the program to draw, or as a picture. */
export function PageCanvas({ desk, copy, writes, simple: wanted, framed = null, onDrawn }: PageCanvasProps) {
  const { t } = useTranslation();
  const { current: page, state, me, pageName } = desk;
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [seen, setSeen] = useState<SeenPage | null>(null);
  const listed = useSyncExternalStore(objectList.subscribe, objectList.getSnapshot);
  const { drawing, authors } = useDrawing(desk, copy);
  const images = useImages(desk.board, page.boardId);
  const background = useBackground(desk, page);
  // Who only looks opens the boards of groups with a press anywhere on them.
  const simple = wanted || (framed !== null && writes === 'none');
  const leads = presents(state, me.userId) && state.shown?.boardId === page.boardId;
  const leader = state.shown?.boardId === page.boardId ? presenter(state, me.userId) : null;
  const { view, moved } = usePresented(copy, leader, leads);
  useEffect(() => {
    onDrawn({ boardId: page.boardId, drawing, clear: () => clearPage(drawing, writes, me.userId, authors, copy.doc.clientID) });
    return () => onDrawn(null);
  }, [onDrawn, page.boardId, drawing, writes, me.userId, authors, copy]);
  const label = pageName(page);
  const by = simple ? [] : authorsOf(selected, drawing, authors);
  return (
    <div className={styles.beside}>
      <div className={styles.canvas} dir="ltr">
        <Suspense fallback={<Loading label={t('common.loading')} />}>
          {simple ? (
            <SimplePage drawing={drawing} images={images} background={background} template={page.template} framed={framed} label={label} follow={view} onView={moved} onApi={setSeen} />
          ) : (
            <BoardCanvas
              copy={copy}
              drawing={drawing}
              writes={writes}
              me={me}
              authors={authors}
              images={images}
              background={background}
              template={page.template}
              framed={framed}
              label={label}
              follow={view}
              onView={moved}
              onSelect={setSelected}
              onApi={setSeen}
            />
          )}
        </Suspense>
        <DrawnBy authors={by} count={selected.length} />
      </div>
      {listed && (
        <Suspense fallback={null}>
          <ObjectPanel drawing={drawing} client={copy.doc.clientID} me={me} writes={writes} authors={authors} background={background} seen={seen} onClose={() => objectList.set(false)} />
        </Suspense>
      )}
    </div>
  );
}
