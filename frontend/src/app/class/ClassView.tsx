import { lazy, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me, Session } from '@/shared/api/types';
import { selfView } from '@/shared/flag';
import { localStore } from '@/shared/storage';
import { cx } from '@/shared/ui/classes';
import { useFeedback } from '@/shared/ui/feedback';
import type { Allowed } from '@/features/media/localMedia';
import { RoomAudio } from '@/features/media/RoomAudio';
import { Stage, type Layout } from '@/features/media/Stage';
import { useMediaRoom } from '@/features/media/useModel';
import { barOf } from './bar/barOf';
import { ClassHeader } from './ClassHeader';
import type { Visit } from './classModel';
import styles from './class.module.css';
import { ClassToolbar } from './bar/ClassToolbar';
import { Compartment } from './Compartment';
import { MediaBanners } from './MediaBanners';
import { mergePeople } from './people/people';
import { SideView } from './side/SideView';
import { StageArea } from './StageArea';
import { useMutedByHost, usePresenceAnnouncements, useShareAnnouncements } from './useAnnouncements';
import { useClassKeys } from './useClassKeys';
import { useModeration } from './people/useModeration';
import { useLeaving } from './useLeaving';
import { useMicrophone } from './useMicrophone';
import { usePanels } from './parts/usePanels';
import { usePlace } from './people/usePlace';
import { useSidePanel } from './side/useSidePanel';
import { besideQuery, useMedia } from './side/widths';

interface Props {
  visit: Visit;
  session: Session;
  me: Me;
  allowed: Allowed;
}

const layoutKey = 'lectern.layout';

const LeaveDialog = lazy(() => import('@/features/live/LeaveDialog').then((module) => ({ default: module.LeaveDialog })));
const RemoveDialog = lazy(() => import('@/features/roster/RemoveDialog').then((module) => ({ default: module.RemoveDialog })));

/** The class itself: header, notices, stage, people, controls. */
export function ClassView({ visit, session, me, allowed }: Props) {
  const { model, socket, media: room } = visit;
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const media = useMediaRoom(room);
  const live = useSyncExternalStore(socket.subscribe, socket.getSnapshot);
  // A teacher may have made somebody an assistant for this class.
  const role = live.you?.role ?? me.role;
  const { place, moves } = usePlace(live.people, me.userId);
  const people = useMemo(() => mergePeople(live.people, media.participants, { userId: me.userId, name: me.name, role }, media.connection === 'connected', place), [live.people, media.participants, me, role, media.connection, place]);
  const roles = useMemo(() => new Map(people.map((person) => [person.userId, person.role])), [people]);
  const [layout, setLayout] = useState<Layout>(() => (localStore.get(layoutKey) === 'speaker' ? 'speaker' : 'gallery'));
  const [pinned, setPinned] = useState<string | null>(null);
  const moderation = useModeration(session.id, socket, role);
  const { side, state: shown } = useSidePanel('people');
  const parts = usePanels({ visit, session, me, role, people, place, moves, moderation: moderation.moderation, onMuteAll: () => moderation.muteAll(people), side, shown });
  const speakNotice = useMicrophone(visit, me.userId, role, media.local, place);
  const beside = useMedia(besideQuery);
  const covered = shown.shown && !beside;
  const leaving = useLeaving(model, session.id, me.permissions.includes('session.end'));
  usePresenceAnnouncements(live.people, me.userId);
  useMutedByHost(media.local.mutedByHost);
  useShareAnnouncements(media.participants);
  useClassKeys(room, allowed.publish);
  const seesSelf = useSyncExternalStore(selfView.subscribe, selfView.getSnapshot);
  const title = parts.where === null ? session.title : `${parts.where} · ${session.title}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  const chooseLayout = (next: Layout) => {
    setLayout(next);
    setPinned(null);
    localStore.set(layoutKey, next);
    announcer.say(t(`class.layout.${next}`));
  };
  // Observers send nothing: they are listed among the people and take no place on the stage.
  const onStage = useMemo(() => media.participants.filter((person) => roles.get(person.userId) !== 'observer'), [media.participants, roles]);
  const spotlight = onStage.find((person) => person.userId === parts.spotlight)?.identity ?? null;
  const startedAtLocal = Date.parse(session.startedAt) - live.clockOffsetMs;
  const elsewhere = people.some(({ room: at }) => at !== place);
  const alone = elsewhere ? t('breakout.elsewhere') : role === 'instructor' || role === 'assistant' ? t('class.aloneTeacher') : t('class.aloneLearner');
  const emptyText = media.connection === 'connected' ? alone : t('class.connecting');
  return (
    <div className={cx(styles.page, covered && styles.covered)}>
      <a className="skipLink" href="#controls">
        {t('class.skipToControls')}
      </a>
      <ClassHeader title={title} startedAt={startedAtLocal} count={people.filter(({ room: at }) => at === place).length} timer={parts.timer} layout={layout} onLayout={chooseLayout} />
      <div className={styles.banners}>
        <MediaBanners room={room} socket={socket} onRejoin={() => model.rejoin()} media={media} live={live} watching={!allowed.publish} />
        {speakNotice}
        {parts.row && <Compartment quiet>{parts.row}</Compartment>}
      </div>
      <div className={styles.body}>
        <StageArea content={parts.onStage} bar={parts.stageBar} overlay={parts.overlay} covered={covered}>
          <Stage people={onStage} roles={roles} layout={layout} pinned={pinned ?? spotlight} onPin={setPinned} screen={parts.screen} emptyText={emptyText} hideSelf={!seesSelf} />
        </StageArea>
        {shown.shown && <SideView panels={parts.panels} side={side} tab={shown.tab} />}
      </div>
      <ClassToolbar room={room} media={media} allowed={allowed} tools={barOf(parts, shown, side)} layout={layout} onLayout={chooseLayout} onLeave={leaving.ask} />
      <RoomAudio people={media.participants} />
      <Compartment quiet>
        {leaving.open && <LeaveDialog isOpen onClose={leaving.cancel} onLeave={() => model.leave()} onEnd={leaving.end} ending={leaving.ending} error={leaving.error} />}
        {moderation.removing && <RemoveDialog person={moderation.removing} busy={moderation.remove.isPending} error={moderation.remove.error} onConfirm={(person) => moderation.remove.mutate(person)} onClose={moderation.stopRemoving} />}
      </Compartment>
    </div>
  );
}
