import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import type { Classroom, Me } from '@/shared/api/types';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { AnalyticsApi, type Scope } from '@/features/analytics/analyticsApi';
import { AnalyticsTabs, type Links } from '@/features/analytics/AnalyticsTabs';
import { useClassroom } from '@/features/schedule/api';
import styles from '@/features/analytics/analytics.module.css';
import page from '../report/reportPage.module.css';
import { ErrorPage } from '../ErrorPage';
import { useMe } from '../useMe';

/** What the classes of a term came to, for those who teach. */
export function AnalyticsPage() {
  const { t } = useTranslation();
  const { classroomId } = useParams({ from: '/c/$classroomId/analytics' });
  const me = useMe();
  const classroom = useClassroom(classroomId);
  const ready = useWords('analytics');
  const error = me.error ?? classroom.error;
  if (error && !classroom.data) return <ErrorPage error={error} retry={() => void Promise.all([me.refetch(), classroom.refetch()])} />;
  if (!ready || !me.data || !classroom.data) return <Loading page label={t('common.loading')} />;
  return <Shown me={me.data} classroom={classroom.data} />;
}

function Shown({ me, classroom }: { me: Me; classroom: Classroom }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const { login } = useServices();
  const [api] = useState(() => new AnalyticsApi(login));
  const [scope, setScope] = useState<Scope>('room');
  const report = useQuery({ queryKey: ['analytics', classroom.id, scope], queryFn: ({ signal }) => api.report(classroom.id, scope, signal) });
  return (
    <PageFrame title={`${t('title')} · ${classroom.title}`}>
      <div className={styles.pageHead}>
        <div>
          <p className={page.when}>
            <bdi dir="auto">{scope === 'course' ? classroom.courseTitle || classroom.title : classroom.title}</bdi>
          </p>
          <h1>{t('title')}</h1>
        </div>
        <div className={styles.headActions}>
          {me.permissions.includes('analytics.course') && (
            <fieldset className={styles.scope}>
              <legend className="srOnly">{t('scope.label')}</legend>
              {(['room', 'course'] as const).map((one) => (
                <label key={one}>
                  <input type="radio" name="scope" checked={scope === one} onChange={() => setScope(one)} />
                  {t(`scope.${one}`)}
                </label>
              ))}
            </fieldset>
          )}
          <Link to="/c/$classroomId" params={{ classroomId: classroom.id }} className={page.back}>
            <ArrowLeft size={16} className="mirrorRtl" aria-hidden="true" />
            {common('report.toClassroom')}
          </Link>
        </div>
      </div>
      {report.data ? (
        <AnalyticsTabs key={scope} report={report.data} links={linksIn(classroom.id)} fetch={(file) => api.file(classroom.id, scope, file)} />
      ) : report.error ? (
        <Problem error={report.error} retry={() => void report.refetch()} busy={report.isFetching} />
      ) : (
        <Loading label={common('common.loading')} />
      )}
    </PageFrame>
  );
}

/** The login is for one classroom: what another one has isn't linked. */
function linksIn(classroomId: string): Links {
  return {
    person({ userId, name, classroomId: room }, rest) {
      const label: ReactNode = <bdi dir="auto">{name}</bdi>;
      if (room !== classroomId) return <span {...rest}>{label}</span>;
      return (
        <Link to="/c/$classroomId/people/$userId" params={{ classroomId, userId }} {...rest}>
          {label}
        </Link>
      );
    },
    report({ id, classroomId: room }, label, rest) {
      if (room !== classroomId) return <span {...rest}>{label}</span>;
      return (
        <Link to="/c/$classroomId/s/$sessionId/report" params={{ classroomId, sessionId: id }} {...rest}>
          {label}
        </Link>
      );
    },
  };
}
