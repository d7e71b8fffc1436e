import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import type { Me, Session } from '@/shared/api/types';
import { selfView } from '@/shared/flag';
import { localStore } from '@/shared/storage';
import { useFeedback } from '@/shared/ui/feedback';
import { LeaveDialog } from '@/features/live/LeaveDialog';
import type { Allowed } from '@/features/media/localMedia';
import { RoomAudio } from '@/features/media/RoomAudio';
import { Stage, type Layout } from '@/features/media/Stage';
import { useMediaRoom } from '@/features/media/useModel';
import { RemoveDialog } from '@/features/roster/RemoveDialog';
import { ClassHeader } from './ClassHeader';
import type { ClassModel, Visit } from './classModel';
import styles from './class.module.css';
import { ClassToolbar } from './ClassToolbar';
import { MediaBanners } from './MediaBanners';
import { mergePeople } from './people';
import { PeopleSide } from './PeopleSide';
import { useMutedByHost, usePresenceAnnouncements, useShareAnnouncements } from './useAnnouncements';
import { useClassKeys } from './useClassKeys';
import { useModeration } from './useModeration';
import { usePeopleSide } from './usePeopleSide';

interface Props {
  visit: Visit;
  session: Session;
  me: Me;
  allowed: Allowed;
}

const layoutKey = 'lectern.layout';

/** The class itself: header, notices, stage, people, controls. */
export function ClassView({ visit, session, me, allowed }: Props) {
  const { model, socket, media: room } = visit;
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const media = useMediaRoom(room);
  const live = useSyncExternalStore(socket.subscribe, socket.getSnapshot);
  const people = useMemo(() => mergePeople(live.people, media.participants, me), [live.people, media.participants, me]);
  const roles = useMemo(() => new Map(people.map((person) => [person.userId, person.role])), [people]);
  const [layout, setLayout] = useState<Layout>(() => (localStore.get(layoutKey) === 'speaker' ? 'speaker' : 'gallery'));
  const [pinned, setPinned] = useState<string | null>(null);
  const peopleSide = usePeopleSide();
  const moderation = useModeration(session.id, me.permissions.includes('media.moderate'));
  const leaving = useLeaving(model, session.id, me.permissions.includes('session.end'));
  usePresenceAnnouncements(live.people, me.userId);
  useMutedByHost(media.local.mutedByHost);
  useShareAnnouncements(media.participants);
  useClassKeys(room, allowed.publish);
  const seesSelf = useSyncExternalStore(selfView.subscribe, selfView.getSnapshot);
  useEffect(() => {
    document.title = session.title;
  }, [session.title]);

  const chooseLayout = (next: Layout) => {
    setLayout(next);
    setPinned(null);
    localStore.set(layoutKey, next);
    announcer.say(t(`class.layout.${next}`));
  };
  // Observers send nothing: they are listed among the people and take no place on the stage.
  const onStage = useMemo(() => media.participants.filter((person) => roles.get(person.userId) !== 'observer'), [media.participants, roles]);
  const startedAtLocal = Date.parse(session.startedAt) - live.clockOffsetMs;
  const emptyText = media.connection === 'connected' ? (me.role === 'instructor' || me.role === 'assistant' ? t('class.aloneTeacher') : t('class.aloneLearner')) : t('class.connecting');
  return (
    <div className={styles.page}>
      <a className="skipLink" href="#controls">
        {t('class.skipToControls')}
      </a>
      <ClassHeader title={session.title} startedAt={startedAtLocal} count={people.length} layout={layout} onLayout={chooseLayout} />
      <div className={styles.banners}>
        <MediaBanners room={room} onRejoin={() => model.rejoin()} media={media} live={live} watching={!allowed.publish} />
      </div>
      <div className={styles.body}>
        <main className={styles.stage} aria-label={t('class.stage')}>
          <Stage people={onStage} roles={roles} layout={layout} pinned={pinned} onPin={setPinned} emptyText={emptyText} hideSelf={!seesSelf} />
        </main>
        {peopleSide.shown && (
          <PeopleSide people={people} moderation={moderation.moderation} onMuteAll={() => moderation.muteAll(people)} onClose={peopleSide.close} />
        )}
      </div>
      <ClassToolbar room={room} media={media} allowed={allowed} peopleCount={people.length} showPeople={peopleSide.shown} onPeople={peopleSide.toggle} layout={layout} onLayout={chooseLayout} onLeave={leaving.ask} />
      <RoomAudio people={media.participants} />
      <LeaveDialog isOpen={leaving.open} onClose={leaving.cancel} onLeave={() => model.leave()} onEnd={leaving.end} ending={leaving.ending} error={leaving.error} />
      <RemoveDialog person={moderation.removing} busy={moderation.remove.isPending} error={moderation.remove.error} onConfirm={(person) => moderation.remove.mutate(person)} onClose={moderation.stopRemoving} />
    </div>
  );
}

/** Learners leave at once; whoever may end class is asked which of the two is meant. */
function useLeaving(model: ClassModel, sessionId: string, mayEnd: boolean) {
  const api = useApi();
  const [open, setOpen] = useState(false);
  const end = useMutation({ mutationFn: () => api.end(sessionId), onSuccess: () => model.ended() });
  return {
    open,
    ask: () => (mayEnd ? setOpen(true) : model.leave()),
    cancel: () => {
      setOpen(false);
      end.reset();
    },
    end: () => end.mutate(),
    ending: end.isPending,
    error: end.error,
  };
}
