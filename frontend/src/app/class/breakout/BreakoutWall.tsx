import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import type { BreakoutModel } from '@/features/breakout/breakoutModel';
import { PlanApi } from '@/features/breakout/plan/planApi';
import type { WallPerson } from '@/features/breakout/wall/standing';
import { Wall } from '@/features/breakout/wall/Wall';
import type { WallDesk } from '@/features/breakout/wall/wallDesk';
import { activityOf } from './breakoutActivity';
import { fileDeskOf } from './fileDeskOf';
import { GroupBoards } from './groupBoards';
import { GroupPicture } from './GroupPicture';
import { listeningOf } from './listeningOf';
import type { ClassContext } from '../parts/parts';
import type { StaffView } from './useBreakoutStaffParts';

interface Props {
  context: ClassContext;
  model: BreakoutModel;
  onView: (view: StaffView) => void;
}

/** The wall of all groups, with what the other features show there. */
export function BreakoutWall({ context, model, onView }: Props) {
  const { visit, me, role, side } = context;
  const { board, stage, chat } = visit.features;
  const { t } = useTranslation();
  const live = useSyncExternalStore(visit.socket.subscribe, visit.socket.getSnapshot);
  const { all } = useSyncExternalStore(board.model.subscribe, board.model.getSnapshot);
  const activity = activityOf(model);
  const boards = useMemo(() => new GroupBoards({ read: (id, after) => board.api.history(id, after), authors: (id) => board.api.authors(id), drew: (ids) => activity.acted(ids) }), [board.api, activity]);
  const { login } = useServices();
  const files = fileDeskOf(chat, login, context.session.id);
  const listening = listeningOf(model, { media: visit.media, login, sessionId: context.session.id, me: me.userId });
  useGiveWay(context, onView);
  const listed = useListed(context);
  const people = useMemo(() => new Map<string, WallPerson>(live.people.map((person) => [person.userId, person])), [live.people]);
  const desk = useMemo(
    (): WallDesk => ({
      model,
      activity,
      files,
      me: { userId: me.userId, role },
      people,
      learners: live.people.filter((person) => person.role === 'learner'),
      attendants: live.people.filter((person) => person.role === 'assistant' || person.role === 'observer'),
      nameOf: (userId) => people.get(userId)?.name ?? listed.get(userId) ?? t('class.somebody'),
      picture: (groupId) => <GroupPicture board={board} boards={boards} groupId={groupId} page={all.find(({ boardId }) => boardId === groupId) ?? null} />,
      openBoard(groupId) {
        onView('none');
        if (stage.model.getSnapshot().thing.kind !== 'none') stage.model.look('around');
        board.model.setOpen(true);
        void board.model.go(groupId);
      },
      async present(groupId) {
        await board.model.show(groupId);
        await stage.model.put('board', groupId);
        stage.model.look('stage');
        onView('none');
      },
      readChat(groupId) {
        activity.looked(groupId);
        side.open('chat');
      },
      listening,
      plan: () => onView('plan'),
      close: () => onView('none'),
    }),
    [model, activity, files, me.userId, role, people, live.people, listed, t, board, boards, all, listening, onView, stage.model, side],
  );
  return <Wall desk={desk} />;
}

/** Who opens the board looks at that instead. */
function useGiveWay({ visit }: ClassContext, onView: (view: StaffView) => void) {
  const { model } = visit.features.board;
  const away = useEffectEvent(() => onView('none'));
  useEffect(() => model.subscribe(() => model.getSnapshot().open && away()), [model]);
}

/** What those are called who belong to the class and aren't here. */
function useListed({ session }: ClassContext): ReadonlyMap<string, string> {
  const { login } = useServices();
  const api = useMemo(() => new PlanApi(login, session.classroomId, session.id), [login, session.classroomId, session.id]);
  const { data } = useQuery({ queryKey: ['breakout', 'people', session.classroomId], queryFn: ({ signal }) => api.people(signal), retry: false, staleTime: 60_000 });
  return useMemo(() => new Map(data?.map(({ userId, name }) => [userId, name])), [data]);
}
