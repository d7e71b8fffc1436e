import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi, useServices } from '@/shared/api/services';
import type { Me, Session } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { buttonClass } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { useNow } from '@/shared/ui/useNow';
import { useAttendance } from '@/features/attendance/api';
import { useGrades, useRetryGrades } from '@/features/grade/api';
import { PollApi } from '@/features/poll/api';
import { AttentionList } from '@/features/report/AttentionList';
import { attention, joinLines, summarize } from '@/features/report/report';
import { SummaryCards } from '@/features/report/SummaryCards';
import { ErrorPage } from '../ErrorPage';
import { CsvButton } from '../report/CsvButton';
import { OwnReport } from '../report/OwnReport';
import { ReportTable } from '../report/ReportTable';
import styles from '../report/reportPage.module.css';
import { useMe } from '../useMe';

const ChatAndNotes = lazy(() => import('../after/ChatAndNotes').then((module) => ({ default: module.ChatAndNotes })));
const SessionBoard = lazy(() => import('@/features/board/after/SessionBoard').then((module) => ({ default: module.SessionBoard })));
const OwnGrades = lazy(() => import('@/features/grade/desk/OwnGrades').then((module) => ({ default: module.OwnGrades })));
const SessionPolls = lazy(() => import('@/features/poll/SessionPolls').then((module) => ({ default: module.SessionPolls })));

export function ReportPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const { classroomId, sessionId } = useParams({ from: '/c/$classroomId/s/$sessionId/report' });
  const me = useMe();
  const session = useQuery({
    queryKey: ['session', sessionId, 'report'],
    queryFn: ({ signal }) => api.session(sessionId, signal),
    refetchInterval: (query) => (query.state.data?.state === 'live' ? 5_000 : false),
  });
  const error = me.error ?? session.error;
  if (error && !session.data) return <ErrorPage error={error} retry={() => void Promise.all([me.refetch(), session.refetch()])} />;
  if (!me.data || !session.data) return <Loading page label={t('report.loading')} />;
  const all = me.data.permissions.includes('attendance.read');
  return (
    <PageFrame title={`${t('report.title')} · ${session.data.title}`}>
      <div className={styles.head}>
        <div>
          <p className={styles.when}>
            <bdi dir="auto">{session.data.title}</bdi> · {format.range(session.data.startedAt, session.data.endedAt)}
          </p>
          <h1>{all ? t('report.title') : t('report.ownTitle')}</h1>
        </div>
        <div className={styles.headActions}>
          <Link to="/c/$classroomId" params={{ classroomId }} className={styles.back}>
            <ArrowLeft size={16} className="mirrorRtl" aria-hidden="true" />
            {t('report.toClassroom')}
          </Link>
          {all && <CsvButton session={session.data} />}
          {me.data.permissions.includes('grade.read') && (
            <Link to="/c/$classroomId/s/$sessionId/desk" params={{ classroomId, sessionId }} className={buttonClass({ variant: 'primary' })}>
              {t('desk.title')}
            </Link>
          )}
        </div>
      </div>
      {session.data.state === 'live' && <p className={styles.live}>{t('report.stillLive')}</p>}
      <Body session={session.data} me={me.data} />
      <Polls sessionId={sessionId} teaches={all} />
      <div className={styles.more}>
        <Suspense fallback={null}>
          <SessionBoard sessionId={sessionId} lesson={session.data} />
        </Suspense>
      </div>
      <Suspense fallback={null}>
        <ChatAndNotes session={session.data} me={me.data} />
      </Suspense>
    </PageFrame>
  );
}

/** What was asked in class; nothing where nothing was. */
function Polls({ sessionId, teaches }: { sessionId: string; teaches: boolean }) {
  const { login } = useServices();
  const [api] = useState(() => new PollApi(login));
  return (
    <div className={styles.more}>
      <Suspense fallback={null}>
        <SessionPolls api={api} sessionId={sessionId} teaches={teaches} />
      </Suspense>
    </div>
  );
}

const settleMs = 60_000;

function Body({ session, me }: { session: Session; me: Me }) {
  const { t, i18n } = useTranslation();
  const live = session.state === 'live';
  const now = useNow(5_000);
  const ended = session.endedAt ? Date.parse(session.endedAt) : null;
  const settling = ended !== null && now - ended < settleMs;
  const attendance = useAttendance(session.id, live || settling);
  const grades = useGrades(session.id, settling);
  const retry = useRetryGrades(session.id);
  const error = attendance.error ?? grades.error;
  const problem = error && <Problem error={error} retry={() => void Promise.all([attendance.refetch(), grades.refetch()])} busy={attendance.isFetching || grades.isFetching} />;
  if (problem && (!attendance.data || !grades.data)) return problem;
  if (!attendance.data || !grades.data) return <Loading label={t('report.loading')} />;
  const endedAt = session.endedAt ?? new Date(now).toISOString();
  const classSeconds = Math.max(0, Date.parse(endedAt) - Date.parse(session.startedAt)) / 1_000;
  const own = (activity: string) => grades.data.find((grade) => grade.userId === me.userId && grade.activity === activity && !grade.excused) ?? null;
  if (!me.permissions.includes('attendance.read')) {
    return (
      <div className={styles.stack}>
        <OwnReport line={attendance.data.find((line) => line.userId === me.userId) ?? null} grade={own('attendance')} quiz={own('quiz')} startedAt={session.startedAt} endedAt={endedAt} classSeconds={classSeconds} />
        {me.role === 'learner' && (
          <Suspense fallback={null}>
            <OwnGrades sessionId={session.id} userId={me.userId} live={live} moving={live || settling} />
          </Suspense>
        )}
      </div>
    );
  }
  const lines = joinLines(attendance.data, grades.data, i18n.language);
  const summary = summarize(lines);
  const scores = summary.grades.total > 0 ? 'arrived' : settling || live ? 'settling' : 'none';
  const maySend = me.permissions.includes('grade.send');
  return (
    <div className={styles.stack}>
      {problem}
      <SummaryCards summary={summary} classSeconds={classSeconds} settling={settling} />
      <AttentionList items={attention(lines)} scores={scores} classSeconds={classSeconds} retry={maySend ? { run: () => retry.mutate(), busy: retry.isPending } : undefined} />
      {retry.error && <Problem error={retry.error} />}
      <ReportTable sessionId={session.id} lines={lines} startedAt={session.startedAt} endedAt={endedAt} mayOverride={me.permissions.includes('grade.override')} />
    </div>
  );
}
