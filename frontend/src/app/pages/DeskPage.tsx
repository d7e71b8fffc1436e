import { lazy, Suspense } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import { useFormat } from '@/shared/i18n/useFormat';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { ErrorPage } from '../ErrorPage';
import styles from '../report/reportPage.module.css';
import { useMe } from '../useMe';

const GradingDesk = lazy(() => import('@/features/grade/desk/GradingDesk').then((module) => ({ default: module.GradingDesk })));

/** The grading desk of one class. */
export function DeskPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const { classroomId, sessionId } = useParams({ from: '/c/$classroomId/s/$sessionId/desk' });
  const me = useMe();
  const session = useQuery({ queryKey: ['session', sessionId, 'report'], queryFn: ({ signal }) => api.session(sessionId, signal) });
  const error = me.error ?? session.error;
  if (error && !session.data) return <ErrorPage error={error} retry={() => void Promise.all([me.refetch(), session.refetch()])} />;
  if (!me.data || !session.data) return <Loading page label={t('common.loading')} />;
  return (
    <PageFrame title={`${t('desk.title')} · ${session.data.title}`}>
      <div className={styles.head}>
        <div>
          <p className={styles.when}>
            <bdi dir="auto">{session.data.title}</bdi> · {format.range(session.data.startedAt, session.data.endedAt)}
          </p>
          <h1>{t('desk.title')}</h1>
        </div>
        <div className={styles.headActions}>
          <Link to="/c/$classroomId/s/$sessionId/report" params={{ classroomId, sessionId }} className={styles.back}>
            <ArrowLeft size={16} className="mirrorRtl" aria-hidden="true" />
            {t('report.title')}
          </Link>
        </div>
      </div>
      <Suspense fallback={<Loading label={t('common.loading')} />}>
        <GradingDesk session={session.data} permissions={me.data.permissions} />
      </Suspense>
    </PageFrame>
  );
}
