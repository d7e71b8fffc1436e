import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useServices } from '@/shared/api/services';
import { useFormat } from '@/shared/i18n/useFormat';
import { useWords } from '@/shared/i18n/useWords';
import { buttonClass } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { LinkApi, type PersonRecord } from '@/features/link/linkApi';
import styles from '@/features/link/link.module.css';
import { ErrorPage } from '../ErrorPage';

/** What a classroom has of one person: a teacher comes here from the gradebook, a learner to their own. */
export function RecordPage() {
  const { t } = useTranslation();
  const { login } = useServices();
  const { classroomId, userId } = useParams({ from: '/c/$classroomId/people/$userId' });
  const [api] = useState(() => new LinkApi(login));
  const ready = useWords('link');
  const record = useQuery({ queryKey: ['record', classroomId, userId], queryFn: ({ signal }) => api.record(classroomId, userId, signal) });
  const unknown = record.error !== null && codeOf(record.error) === 'not_found';
  if (record.error && !unknown) return <ErrorPage error={record.error} retry={() => void record.refetch()} />;
  if (!ready || (!record.data && !unknown)) return <Loading page label={t('common.loading')} />;
  return <Shown record={record.data ?? null} classroomId={classroomId} />;
}

function Shown({ record, classroomId }: { record: PersonRecord | null; classroomId: string }) {
  const { t } = useTranslation('link');
  const { t: common } = useTranslation();
  const title = record ? t('record.title', { name: record.name }) : t('record.unknownTitle');
  return (
    <PageFrame title={title}>
      <div className={styles.head}>
        <h1>
          <bdi dir="auto">{title}</bdi>
        </h1>
        <p>
          <Link to="/c/$classroomId" params={{ classroomId }} className={buttonClass({ variant: 'quiet' })}>
            {common('report.toClassroom')}
          </Link>
        </p>
      </div>
      {!record && <p className={styles.card}>{t('record.unknown')}</p>}
      {record?.sessions.length === 0 && <p className={styles.card}>{t('record.none')}</p>}
      {record && record.sessions.length > 0 && (
        <ul className={styles.sessions}>
          {record.sessions.map((session) => (
            <SessionItem key={session.id} session={session} classroomId={classroomId} />
          ))}
        </ul>
      )}
    </PageFrame>
  );
}

function SessionItem({ session, classroomId }: { session: PersonRecord['sessions'][number]; classroomId: string }) {
  const { t } = useTranslation('link');
  const { t: common } = useTranslation();
  const format = useFormat();
  const { status, startedAt } = session;
  return (
    <li className={styles.session}>
      <div className={styles.sessionHead}>
        <h2>
          <Link to="/c/$classroomId/s/$sessionId/report" params={{ classroomId, sessionId: session.id }}>
            <bdi dir="auto">{session.title}</bdi>
            {startedAt && ` · ${format.dateTime(startedAt)}`}
          </Link>
        </h2>
        {status && <strong>{common(`attendance.status.${status}`)}</strong>}
      </div>
      <p className={styles.note}>{status ? t('record.present', { time: format.duration(session.presentSeconds) }) : t('record.noAttendance')}</p>
      {session.scores.length > 0 && (
        <dl className={styles.scores}>
          {session.scores.map((score) => (
            <div key={score.activity} style={{ display: 'contents' }}>
              <dt>{activityName(score.activity, t)}</dt>
              <dd>
                {t('record.score', { given: format.number(score.scoreGiven), maximum: format.number(score.scoreMaximum) })}
                <span className={styles.note}>{common(`grade.state.${score.state}`)}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function activityName(activity: string, t: ReturnType<typeof useTranslation<'link'>>['t']): string {
  if (activity === 'attendance' || activity === 'participation' || activity === 'quiz' || activity === 'breakout' || activity === 'manual') return t(`columns.${activity}`);
  return activity;
}
