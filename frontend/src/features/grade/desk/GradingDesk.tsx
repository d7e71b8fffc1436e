import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Send, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Session } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import { cellFits, countCells, filters, fits, toSend, type CellId, type Desk, type Filter } from './desk';
import { DeskCards } from './DeskCards';
import { DeskGrid } from './DeskGrid';
import { useDesk, useDeskActs } from './deskApi';
import { FileButtons } from './FileButtons';
import { Standing } from './Standing';
import { useNarrow } from './useNarrow';
import styles from './desk.module.css';

const CellDialog = lazy(() => import('./CellDialog').then(({ CellDialog: component }) => ({ default: component })));
const SendDialog = lazy(() => import('./SendDialog').then(({ SendDialog: component }) => ({ default: component })));
const RulesDialog = lazy(() => import('./RulesDialog').then(({ RulesDialog: component }) => ({ default: component })));

interface Props {
  session: Session;
  permissions: readonly string[];
}

/** The grading desk: everything there is to a class's scores, loaded or about to be. */
export function GradingDesk({ session, permissions }: Props) {
  const { t } = useTranslation();
  const live = session.state === 'live';
  const [settling] = useState(() => session.endedAt !== null && Date.now() - Date.parse(session.endedAt) < 60_000);
  const desk = useDesk(session.id, live || settling);
  const acts = useDeskActs(session.id);
  const asked = useRef(false);
  const read = acts.read.mutate;
  const ready = desk.data !== undefined;
  useEffect(() => {
    // What the LMS has is asked once, when the page opens; the button asks again.
    if (!ready || asked.current || live) return;
    asked.current = true;
    read();
  }, [ready, live, read]);
  if (!desk.data) return desk.error ? <Problem error={desk.error} retry={() => void desk.refetch()} busy={desk.isFetching} /> : <Loading label={t('common.loading')} />;
  return <Loaded session={session} desk={desk.data} acts={acts} permissions={permissions} problem={desk.error} />;
}

interface LoadedProps extends Props {
  desk: Desk;
  acts: ReturnType<typeof useDeskActs>;
  problem: Error | null;
}

function Loaded({ session, desk, acts, permissions, problem }: LoadedProps) {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const narrow = useNarrow();
  const [filter, setFilter] = useState<Filter>('all');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<CellId | null>(null);
  const [sending, setSending] = useState<readonly CellId[] | null>(null);
  const [rules, setRules] = useState(false);
  const [sent, setSent] = useState(0);
  const maySend = permissions.includes('grade.send') && session.state === 'ended';
  const learners = desk.learners.filter((learner) => fits(learner, filter));
  const queued = countCells(desk, (cell) => cell.score?.state === 'queued');
  const all = toSend(desk, null);
  const chosen = selected.size > 0 ? toSend(desk, selected) : all;
  const opened = desk.learners.find((learner) => learner.userId === open?.userId);
  const openedCell = opened?.cells.find((cell) => cell.activity === open?.activity);
  const openedColumn = desk.columns.find((column) => column.activity === open?.activity);
  const View = narrow ? DeskCards : DeskGrid;
  const select = (userId: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(userId);
    else next.delete(userId);
    setSelected(next);
  };
  return (
    <div className={styles.desk}>
      {problem && <Problem error={problem} />}
      <div className={styles.tools}>
        <div className={styles.filters} role="group" aria-label={t('desk.filters')}>
          {filters.map((one) => (
            <button key={one} type="button" className={styles.filter} aria-pressed={filter === one} onClick={() => setFilter(one)}>
              {t(`desk.filter.${one}`)}
              {one !== 'all' && <span className={styles.count}>{countCells(desk, (cell) => cellFits(cell, one))}</span>}
            </button>
          ))}
        </div>
        <div className={styles.actions}>
          {permissions.includes('grade.policy') && (
            <Button onClick={() => setRules(true)}>
              <SlidersHorizontal size={18} aria-hidden="true" />
              {t('desk.rules')}
            </Button>
          )}
          <FileButtons session={session} allowed={permissions.includes('report.export')} />
          {maySend && (
            <Button variant={chosen.length > 0 ? 'primary' : 'secondary'} aria-disabled={chosen.length === 0 || undefined} onClick={() => chosen.length > 0 && setSending(chosen)}>
              <Send size={18} aria-hidden="true" />
              {selected.size > 0 ? t('desk.sendThese', { count: chosen.length }) : t('desk.sendAll', { count: chosen.length })}
            </Button>
          )}
        </div>
      </div>
      <Standing desk={desk} queued={queued} sent={sent} acts={acts} live={session.state === 'live'} />
      {desk.learners.length === 0 || desk.columns.length === 0 ? (
        <p className={styles.empty}>{t(desk.learners.length === 0 ? 'report.noStudents' : 'desk.noColumns')}</p>
      ) : learners.length === 0 ? (
        <p className={styles.empty}>{t('desk.noneFits')}</p>
      ) : (
        <View desk={desk} learners={learners} selected={selected} onSelect={maySend ? select : null} onOpen={(learner, cell) => setOpen({ userId: learner.userId, activity: cell.activity })} />
      )}
      <Suspense fallback={null}>
        {opened && openedCell && openedColumn && (
          <CellDialog
            sessionId={session.id}
            desk={desk}
            learner={opened}
            cell={openedCell}
            column={openedColumn}
            acts={acts}
            mayDecide={permissions.includes('grade.override') && session.state === 'ended'}
            maySend={maySend}
            onClose={() => setOpen(null)}
          />
        )}
        {sending && (
          <SendDialog
            sessionId={session.id}
            cells={sending}
            acts={acts}
            onSent={(count) => {
              setSent(count);
              setSelected(new Set());
              announcer.say(t('desk.sendingNow', { count }));
            }}
            onClose={() => setSending(null)}
          />
        )}
        {rules && <RulesDialog classroomId={session.classroomId} onClose={() => setRules(false)} />}
      </Suspense>
    </div>
  );
}
