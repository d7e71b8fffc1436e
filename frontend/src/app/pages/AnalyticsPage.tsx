import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useServices } from '@/shared/api/services';
import type { Me } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { AnalyticsApi, type Scope } from '@/features/analytics/analyticsApi';
import { AnalyticsTabs, type Links } from '@/features/analytics/AnalyticsTabs';
import styles from '@/features/analytics/analytics.module.css';
import page from '../report/reportPage.module.css';
import { ErrorPage } from '../ErrorPage';
import { useMe } from '../useMe';

/** What the classes of a term came to, for those who teach. */
export function AnalyticsPage() {
  const { t } = useTranslation();
  const { classroomId } = useParams({ from: '/c/$classroomId/analytics' });
  const me = useMe();
  const ready = useWords('analytics');
  if (me.error && !me.data) return <ErrorPage error={me.error} retry={() => void me.refetch()} />;
  if (!ready || !me.data) return <Loading page label={t('common.loading')} />;
  return <Shown me={me.data} classroomId={classroomId} />;
}

function Shown({ me, classroomId }: { me: Me; classroomId: string }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const format = useFormat();
  const { login } = useServices();
  const [api] = useState(() => new AnalyticsApi(login));
  const [scope, setScope] = useState<Scope>('room');
  const report = useQuery({ queryKey: ['analytics', classroomId, scope], queryFn: ({ signal }) => api.report(classroomId, scope, signal) });
  if (report.error && codeOf(report.error) === 'forbidden') return <ErrorPage error={report.error} />;
  return (
    <PageFrame title={t('title')}>
      <div className={styles.pageHead}>
        <div>
          <p className={page.when}>
            <bdi dir="auto">{format.list(report.data?.classrooms.map(({ title }) => title) ?? [])}</bdi>
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
          <Link to="/c/$classroomId" params={{ classroomId }} className={page.back}>
            <ArrowLeft size={16} className="mirrorRtl" aria-hidden="true" />
            {common('report.toClassroom')}
          </Link>
        </div>
      </div>
      {report.data ? (
        <AnalyticsTabs key={scope} report={report.data} links={linksIn(classroomId)} fetch={(file) => api.file(classroomId, scope, file)} />
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
