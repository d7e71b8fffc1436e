import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Classroom, Me } from '@/shared/api/types';
import { rtcSupported } from '@/shared/media/policy';
import { Button, buttonClass } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { Loading } from '@/shared/ui/Loading';
import { PageFrame } from '@/shared/ui/PageFrame';
import { Problem } from '@/shared/ui/Problem';
import { DeviceCheck } from '@/features/media/DeviceCheck';
import { ListenCheck } from '@/features/media/ListenCheck';
import { useClassroom, useSessions, useStartSession } from '@/features/schedule/api';
import { LiveCard, StartCard, WaitingCard } from '@/features/schedule/EntryCard';
import { PastSessions } from '@/features/schedule/PastSessions';
import { useAutoEnter } from '@/features/schedule/useAutoEnter';
import { ErrorPage } from '../ErrorPage';
import { UnsupportedPage } from '../UnsupportedPage';
import { useMe } from '../useMe';
import { loadClassPage } from '../lazyPages';
import { AnalyticsLink } from './AnalyticsLink';
import { PeopleLink } from './PeopleLink';
import { SettingsButton } from './SettingsButton';
import styles from './lobby.module.css';

const CopyCard = lazy(() => import('@/features/link/CopyCard').then(({ CopyCard: component }) => ({ default: component })));

export function LobbyPage() {
  const { t } = useTranslation();
  const { classroomId } = useParams({ from: '/c/$classroomId' });
  const me = useMe();
  const classroom = useClassroom(classroomId);
  if (!rtcSupported()) return <UnsupportedPage />;
  if (me.error) return <ErrorPage error={me.error} retry={() => void me.refetch()} />;
  if (classroom.error && !classroom.data) return <ErrorPage error={classroom.error} retry={() => void classroom.refetch()} />;
  if (!me.data || !classroom.data) return <Loading page label={t('common.loading')} />;
  return <Lobby me={me.data} classroom={classroom.data} unreachable={classroom.error !== null} retry={() => void classroom.refetch()} />;
}

function Lobby({ me, classroom, unreachable, retry }: { me: Me; classroom: Classroom; unreachable: boolean; retry: () => void }) {
  const { t } = useTranslation();
  const publishes = me.permissions.includes('media.publish');
  const readsReports = me.permissions.includes('attendance.read') || me.permissions.includes('attendance.read_own');
  const sessions = useSessions(classroom.id, readsReports);
  useEffect(loadClassPage, []);
  return (
    <PageFrame title={classroom.title}>
      <div className={styles.head}>
        {classroom.courseTitle && (
          <p className={styles.course}>
            <bdi dir="auto">{classroom.courseTitle}</bdi>
          </p>
        )}
        <div className={styles.titleRow}>
          <h1>
            <bdi dir="auto">{classroom.title}</bdi>
          </h1>
          <div className={styles.actions}>
            <PeopleLink me={me} classroomId={classroom.id} />
            <AnalyticsLink me={me} classroomId={classroom.id} />
            {me.permissions.includes('classroom.settings') && <SettingsButton classroom={classroom} />}
          </div>
        </div>
      </div>
      {me.permissions.includes('classroom.settings') && classroom.lastSessionId === null && (
        <Suspense fallback={null}>
          <CopyCard classroomId={classroom.id} />
        </Suspense>
      )}
      <div className={styles.columns}>
        <div>{publishes ? <DeviceCheck userId={me.userId} name={me.name} /> : <ListenCheck />}</div>
        <div className={styles.card}>
          <p className={styles.you}>
            {t('lobby.youAre')}{' '}
            <b>
              <bdi dir="auto">{me.name}</bdi>
            </b>{' '}
            · {t(`role.${me.role}`)}
          </p>
          <Entry me={me} classroom={classroom} />
          <div role="status">
            {unreachable && (
              <div className={styles.unreachable}>
                <p>{t('lobby.unreachable')}</p>
                <Button size="small" onClick={retry}>
                  {t('common.tryAgain')}
                </Button>
              </div>
            )}
          </div>
        </div>
      </div>
      {readsReports && (
        <PastSessions
          sessions={sessions.data}
          error={sessions.error}
          retry={() => void sessions.refetch()}
          reportLink={(session, label) => (
            <Link to="/c/$classroomId/s/$sessionId/report" params={{ classroomId: classroom.id, sessionId: session.id }} className={buttonClass({ size: 'small' })}>
              {label}
              <span className="srOnly"> {session.title}</span>
            </Link>
          )}
        />
      )}
    </PageFrame>
  );
}

function Entry({ me, classroom }: { me: Me; classroom: Classroom }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { announcer } = useFeedback();
  const [entering, setEntering] = useState(false);
  const start = useStartSession(classroom.id);
  const mayStart = me.permissions.includes('session.start');
  const enter = useCallback(
    (sessionId: string) => void navigate({ to: '/c/$classroomId/s/$sessionId', params: { classroomId: classroom.id, sessionId } }),
    [navigate, classroom.id],
  );
  const onStart = useCallback(
    (sessionId: string) => {
      setEntering(true);
      announcer.say(t('lobby.entering'));
      enter(sessionId);
    },
    [announcer, enter, t],
  );
  useAutoEnter({ liveSessionId: classroom.liveSessionId, enabled: !mayStart, onStart });
  const { liveSessionId } = classroom;
  if (liveSessionId && !entering) return <LiveCard onJoin={() => enter(liveSessionId)} />;
  if (!mayStart) return <WaitingCard entering={entering} publishes={me.permissions.includes('media.publish')} />;
  return (
    <>
      <StartCard onStart={() => start.mutate(undefined, { onSuccess: enter })} busy={start.isPending} />
      {start.error && <Problem error={start.error} />}
    </>
  );
}
