import { useMemo } from 'react';
import { useServices } from '@/shared/api/services';
import { useWords } from '@/shared/i18n/useWords';
import { Loading } from '@/shared/ui/Loading';
import { useTranslation } from 'react-i18next';
import type { BreakoutModel } from '@/features/breakout/breakoutModel';
import { GroupBar } from '@/features/breakout/GroupBar';
import { GroupsPanel } from '@/features/breakout/GroupsPanel';
import { MoveCard } from '@/features/breakout/MoveCard';
import { running } from '@/features/breakout/places';
import type { Room } from '@/features/breakout/room';
import { SaidCards } from '@/features/breakout/SaidCards';
import { useBreakoutNews, useTimeSaid } from '@/features/breakout/useBreakoutNews';
import { useBreakouts } from '@/features/breakout/useBreakouts';
import { useMediaRoom } from '@/features/media/useModel';
import { fileDeskOf } from './fileDeskOf';
import type { ClassContext } from '../parts/parts';
import { useNames } from '../people/useNames';

interface Props {
  context: ClassContext;
  model: BreakoutModel;
}

/** Where the person is among the groups, as a row above the stage, and what is said of it. */
export function BreakoutRow({ context, model }: Props) {
  const room = useRoom(context, model);
  return useWords('breakout') ? <Row room={room} /> : null;
}

function Row({ room }: { room: Room }) {
  const state = useBreakouts(room.model);
  useBreakoutNews(room);
  useTimeSaid(room, running(state));
  return (
    <>
      <GroupBar room={room} />
      <SaidCards room={room} />
      <MoveCard room={room} />
    </>
  );
}

/** The groups as a tab of the side panel. */
export function Groups({ context, model }: Props) {
  const { t } = useTranslation();
  const room = useRoom(context, model);
  return useWords('breakout') ? <GroupsPanel room={room} /> : <Loading label={t('common.loading')} />;
}

function useRoom({ visit, session, me, role, place, moves, people, side }: ClassContext, model: BreakoutModel): Room {
  const nameOf = useNames(people);
  const { login } = useServices();
  const media = useMediaRoom(visit.media);
  const here = useMemo(() => new Set(people.map(({ userId }) => userId)), [people]);
  return {
    model,
    me: { userId: me.userId, role },
    place,
    moves,
    nameOf,
    here,
    media: { room: media.room, connected: media.connection === 'connected' },
    files: fileDeskOf(visit.features.chat, login, session.id),
    openGroups: () => side.open('groups'),
  };
}
