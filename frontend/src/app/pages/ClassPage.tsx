import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { JoinSource } from '@/shared/api/joinSource';
import { useApi, useLogin, useServices } from '@/shared/api/services';
import type { EndReason, Me, Session } from '@/shared/api/types';
import { followPageLife } from '@/shared/live/pageLife';
import { loadPrefs } from '@/shared/media/prefs';
import { rtcSupported } from '@/shared/media/policy';
import { keepAwake } from '@/shared/media/wakeLock';
import { buttonClass } from '@/shared/ui/Button';
import { Loading } from '@/shared/ui/Loading';
import type { Outcome } from '@/features/live/EndPage';
import type { Allowed } from '@/features/media/localMedia';
import { noteEnd } from '@/features/schedule/api';
import { ErrorPage } from '../ErrorPage';
import { UnsupportedPage } from '../UnsupportedPage';
import { createVisit } from '../class/classModel';
import { ClassView } from '../class/ClassView';
import { useMe } from '../useMe';

const loadEnd = () => import('@/features/live/EndPage');
const EndPage = lazy(() => loadEnd().then((module) => ({ default: module.EndPage })));
const ChatAndNotes = lazy(() => import('../after/ChatAndNotes').then((module) => ({ default: module.ChatAndNotes })));
const SessionBoard = lazy(() => import('@/features/board/after/SessionBoard').then((module) => ({ default: module.SessionBoard })));

/** When the class runs, what its end needs is fetched. */
const laterMs = 5_000;

export function ClassPage() {
  const { t } = useTranslation();
  const { sessionId } = useParams({ from: '/c/$classroomId/s/$sessionId' });
  const api = useApi();
  const me = useMe();
  const session = useQuery({ queryKey: ['session', sessionId], queryFn: ({ signal }) => api.session(sessionId, signal), staleTime: Infinity });
  const [visit, setVisit] = useState(0);
  if (!rtcSupported()) return <UnsupportedPage />;
  const error = me.error ?? session.error;
  if (error) return <ErrorPage error={error} retry={() => void Promise.all([me.refetch(), session.refetch()])} />;
  if (!me.data || !session.data) return <Loading page label={t('class.loading')} />;
  if (session.data.state === 'ended') return <End outcome="ended" reason={session.data.endReason} me={me.data} session={session.data} onReturn={() => undefined} />;
  return <Visit key={visit} session={session.data} me={me.data} onAgain={() => setVisit((n) => n + 1)} />;
}

function allowedOf(me: Me): Allowed {
  const publish = me.permissions.includes('media.publish');
  return { publish, share: publish && me.permissions.includes('media.share_screen') };
}

/** From entering to leaving; a return after leaving is a new visit with new connections. */
function Visit({ session, me, onAgain }: { session: Session; me: Me; onAgain: () => void }) {
  const { api, login } = useServices();
  const [allowed] = useState(() => allowedOf(me));
  const [visit] = useState(() => createVisit(JoinSource.of(api, session.id), { allowed, prefs: loadPrefs() }, { login, sessionId: session.id, userId: me.userId }));
  const { model, socket, features } = visit;
  const outcome = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const live = useSyncExternalStore(socket.subscribe, socket.getSnapshot);
  const { i18n } = useTranslation();
  useEffect(() => {
    model.start();
    const stopFollowing = followPageLife(socket);
    return () => {
      stopFollowing();
      model.dispose();
      features.dispose();
    };
  }, [model, socket, features]);
  // By the end there may be no connection to fetch it with.
  useEffect(() => {
    const timer = setTimeout(() => void loadEnd().catch(() => undefined), laterMs);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => (outcome === null ? keepAwake() : undefined), [outcome]);
  const queries = useQueryClient();
  useEffect(() => {
    if (outcome === 'ended') noteEnd(queries, session.classroomId, session.id);
  }, [outcome, queries, session]);
  if (outcome) {
    const again = outcome === 'duplicate' ? () => model.takeOver() : onAgain;
    return <End outcome={outcome} reason={live.endReason} me={me} session={session} onReturn={again} />;
  }
  return (
    <I18nProvider locale={i18n.language}>
      <ClassView visit={visit} session={session} me={me} allowed={allowed} />
    </I18nProvider>
  );
}

interface EndProps {
  outcome: Outcome;
  reason: EndReason | null;
  me: Me;
  session: Session;
  onReturn: () => void;
}

function End({ outcome, reason, me, session, onReturn }: EndProps) {
  const { classroomId, id: sessionId } = session;
  const { t } = useTranslation();
  const { answer } = useLogin();
  const navigate = useNavigate();
  const all = me.permissions.includes('attendance.read');
  const own = me.permissions.includes('attendance.read_own');
  const report = (all || own) && (
    <Link to="/c/$classroomId/s/$sessionId/report" params={{ classroomId, sessionId }} className={buttonClass({ variant: outcome === 'ended' ? 'primary' : 'secondary' })}>
      {all ? t('end.report') : t('end.ownAttendance')}
    </Link>
  );
  // Who sees everybody's attendance finds that in the report.
  const board = !all && (
    <Suspense fallback={null}>
      <SessionBoard sessionId={sessionId} lesson={session} />
      <ChatAndNotes session={session} me={me} />
    </Suspense>
  );
  // A full class is left for the lobby, where the person sees when there is room.
  const back = outcome === 'full' || outcome === 'early' ? () => void navigate({ to: '/c/$classroomId', params: { classroomId } }) : onReturn;
  return (
    <Suspense fallback={<Loading page label={t('class.loading')} />}>
      <EndPage outcome={outcome} endReason={reason} teaches={me.permissions.includes('session.end')} returnUrl={answer?.returnUrl ?? ''} report={report} board={board} onReturn={back} />
    </Suspense>
  );
}
