import { lazy, Suspense, useState } from 'react';
import { FileDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import { Button } from '@/shared/ui/Button';
import { Problem } from '@/shared/ui/Problem';
import { BoardApi } from '../api';
import { nameless } from '../groups';
import type { Lesson } from '../props';
import { usePageName } from '../useBoard';
import styles from './after.module.css';
import { useKeptPages, type KeptPages } from './kept';
import { PageCard } from './PageCard';
import { PageDialog } from './PageDialog';

const ExportDialog = lazy(() => import('../export/ExportDialog').then((module) => ({ default: module.ExportDialog })));
const none: KeptPages = { all: [], used: [], groupName: nameless };

/** The board of a class that is over: small pictures of its pages, which open large. Nothing where nothing is on it. */
export function SessionBoard({ sessionId, lesson }: { sessionId: string; lesson: Lesson }) {
  const { t } = useTranslation();
  const { login } = useServices();
  const [api] = useState(() => new BoardApi(login, sessionId));
  const [open, setOpen] = useState<string | null>(null);
  const [exports, setExports] = useState(false);
  const { data: { all, used, groupName } = none, error, refetch, isFetching } = useKeptPages(api, login, sessionId);
  const pageName = usePageName(all, '', groupName);
  if (error) return <Problem error={error} retry={() => void refetch()} busy={isFetching} />;
  if (used.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="session-board">
      <div className={styles.head}>
        <h2 id="session-board">{t('board.title')}</h2>
        <Button size="small" aria-haspopup="dialog" onClick={() => setExports(true)}>
          <FileDown size={16} aria-hidden="true" />
          {t('board.export.open')}
        </Button>
      </div>
      <ul className={styles.pages}>
        {used.map((page) => (
          <li key={page.boardId}>
            <PageCard api={api} page={page} name={pageName(page)} onOpen={() => setOpen(page.boardId)} />
          </li>
        ))}
      </ul>
      <PageDialog api={api} all={all} used={used} groupName={groupName} boardId={open} onTurn={setOpen} onClose={() => setOpen(null)} />
      {exports && (
        <Suspense fallback={null}>
          <ExportDialog api={api} pages={used} all={all} current={null} open={null} lesson={lesson} pageName={pageName} onClose={() => setExports(false)} />
        </Suspense>
      )}
    </section>
  );
}
