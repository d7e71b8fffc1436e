import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '@/shared/ui/Loading';
import { useTry } from '@/shared/ui/useTry';
import { BoardBar } from './bar/BoardBar';
import styles from './board.module.css';
import { currentPage } from './boardModel';
import type { Desk } from './desk';
import { groupName as nameIn, nameless } from './groups';
import { PageView, type PageHandle } from './page/PageView';
import { Previews } from './strip/previews';
import { PageStrip } from './strip/PageStrip';
import type { Asked, BoardProps } from './props';
import { isStaff } from './rights/rights';
import { pageStrip, useWide } from './strip/useWide';
import { UndoBar, type Undone } from './bar/UndoBar';
import { useBoardNews, useBoardState, usePageKeys, usePageName } from './useBoard';
import { GroupLine } from './bar/GroupLine';

const ImportLine = lazy(() => import('./imports/ImportLine').then((module) => ({ default: module.ImportLine })));
const BoardDialogs = lazy(() => import('./dialogs/BoardDialogs').then((module) => ({ default: module.BoardDialogs })));

/** The board: its pages, the one that is seen, and all that can be done with them. */
export function BoardView({ board, me, people, classroomId, lesson, ended, nameOf, groupName: known = nameless, stage, onClose }: BoardProps) {
  const { t } = useTranslation();
  const attempt = useTry();
  const section = useRef<HTMLElement>(null);
  const [asked, ask] = useState<Asked | null>(null);
  const [handle, setHandle] = useState<PageHandle | null>(null);
  const [cleared, setCleared] = useState<Undone | null>(null);
  const [previews] = useState(() => new Previews((boardId, after) => board.api.history(boardId, after)));
  useEffect(() => () => previews.dispose(), [previews]);
  const state = useBoardState(board.model);
  const current = currentPage(state);
  const pageName = usePageName(state.all, state.group, known);
  const groupName = useCallback((groupId: string) => nameIn(state.all, groupId, known), [state.all, known]);
  const wide = useWide(section);
  const stripOn = useSyncExternalStore(pageStrip.subscribe, pageStrip.getSnapshot);
  useBoardNews(board.model, me.userId, current, nameOf);
  usePageKeys(section, (by) => void attempt(board.model.step(by)));
  const staff = isStaff(me.role);
  const close = useCallback(() => ask(null), []);
  const desk = useMemo<Desk | null>(
    () => current && { board, state, current, previews, drawn: handle?.drawn ?? null, me, lesson, staff, manages: staff && !ended, stage, pageName, nameOf, groupName, ask, attempt },
    [board, state, current, previews, handle, me, lesson, staff, ended, stage, pageName, nameOf, groupName, attempt],
  );
  const clear = () => {
    const undo = handle?.drawn?.clear();
    if (undo && current) setCleared({ boardId: current.boardId, undo });
  };
  return (
    <section ref={section} className={styles.board} aria-label={t('board.title')}>
      {!desk && (state.ready ? <p className={styles.none}>{t('board.noPages')}</p> : <Loading label={t('common.loading')} />)}
      {desk && (
        <>
          <GroupLine desk={desk} />
          <BoardBar desk={desk} strip={wide ? stripOn : null} onStrip={() => (wide ? pageStrip.set(!stripOn) : ask({ what: 'pages' }))} writes={handle?.writes ?? 'none'} onClose={onClose} />
          <UndoBar desk={desk} cleared={cleared?.boardId === desk.current.boardId ? cleared : null} onDone={() => setCleared(null)} />
          <Suspense fallback={null}>{desk.manages && <ImportLine desk={desk} />}</Suspense>
          <div className={styles.middle}>
            {wide && stripOn && (
              <div className={styles.strip}>
                <PageStrip desk={desk} />
              </div>
            )}
            <PageView key={desk.current.boardId} desk={desk} ended={ended} onHandle={setHandle} />
          </div>
          <Suspense fallback={null}>{asked && <BoardDialogs desk={desk} asked={asked} people={people} classroomId={classroomId} writes={handle?.writes ?? 'none'} onClear={clear} onClose={close} />}</Suspense>
        </>
      )}
    </section>
  );
}
