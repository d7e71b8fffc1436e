import { useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '@/shared/api/services';
import { useWords } from '@/shared/i18n/useWords';
import { useFeedback } from '@/shared/ui/feedback';
import type { BreakoutModel } from '@/features/breakout/breakoutModel';
import { calls, running } from '@/features/breakout/places';
import { PlanDialog } from '@/features/breakout/plan/PlanDialog';
import { usePollsState } from '@/features/poll/usePolls';
import { activityOf } from './breakoutActivity';
import { fileDeskOf } from './fileDeskOf';
import type { Badge, ClassContext } from '../parts/parts';
import type { StaffView } from './useBreakoutStaffParts';

interface Props {
  context: ClassContext;
  model: BreakoutModel;
  view: StaffView;
  onView: (view: StaffView) => void;
  /** The plan is put away; by then the wall may be seen instead. */
  onPlanned: () => void;
  onBadge: (badge: Badge | null) => void;
}

/** Follows the groups for those who teach, whether they look or not: calls for help, what is written; and holds the plan. */
export function BreakoutStaff({ context, model, view, onView, onPlanned, onBadge }: Props) {
  const { t } = useTranslation('breakout');
  const ready = useWords('breakout');
  useCalls(model, ready, onBadge);
  useActivity(context, model);
  useOpened(model, context.me.userId, () => onView('wall'), ready ? t('wall.opened') : '');
  return view === 'plan' ? <Plan context={context} model={model} onClose={onPlanned} /> : null;
}

function Plan({ context, model, onClose }: Pick<Props, 'context' | 'model'> & { onClose: () => void }) {
  const { visit, session } = context;
  const { t } = useTranslation();
  const { login } = useServices();
  const [present] = useState(() => context.people.map(({ userId, name, role }) => ({ userId, name, role })));
  const people = usePresent(context, present);
  const { polls } = usePollsState(visit.features.polls.model);
  const { all } = useSyncExternalStore(visit.features.board.model.subscribe, visit.features.board.model.getSnapshot);
  const pages = all.filter(({ groupId }) => groupId === '');
  const named = pages.map(({ boardId, title }, index) => ({ boardId, name: title === '' ? t('board.numbered', { number: index + 1 }) : title }));
  return (
    <PlanDialog
      model={model}
      login={login}
      files={fileDeskOf(visit.features.chat, login, session.id)}
      classroomId={session.classroomId}
      sessionId={session.id}
      present={people}
      pages={named}
      polls={polls.filter(({ anonymous }) => !anonymous).map(({ pollId, question }) => ({ pollId, question }))}
      onClose={onClose}
    />
  );
}

type Present = readonly { userId: string; name: string; role: ClassContext['role'] }[];

/** Who is in class: the same list as long as nobody comes, goes or is called otherwise. */
function usePresent({ people }: ClassContext, first: Present): Present {
  const key = JSON.stringify(people.map(({ userId, name, role }) => [userId, name, role]));
  // Sound and pictures change the people many times a second.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => (people.length === 0 ? first : people.map(({ userId, name, role }) => ({ userId, name, role }))), [key, first]);
}

/** Calls for help as the button's badge, and said as they come. */
function useCalls(model: BreakoutModel, ready: boolean, onBadge: (badge: Badge | null) => void) {
  const { t } = useTranslation('breakout');
  const { announcer, notices } = useFeedback();
  const state = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const open = running(state);
  const count = open ? calls(open).length : 0;
  const tell = useEffectEvent(() => onBadge(count === 0 ? null : { text: String(count), label: t('wall.callCount', { count }), urgent: true }));
  useEffect(() => {
    if (ready) tell();
  }, [count, ready]);
  useEffect(() => () => onBadge(null), [onBadge]);
  const called = useEffectEvent((group: string) => {
    if (!ready) return;
    const text = t('wall.called', { group });
    announcer.say(text);
    notices.show(text);
  });
  const [known] = useState(() => new Set(open ? calls(open).map(({ groupId }) => groupId) : []));
  useEffect(
    () =>
      model.onNews((news) => {
        if (news.type !== 'breakout.group') return;
        const { groupId, helpAt, name } = news.group;
        if (helpAt !== null && !known.has(groupId)) called(name);
        if (helpAt === null) known.delete(groupId);
        else known.add(groupId);
      }),
    [model, known],
  );
}

/** What groups say and write, as far as those who teach are told. */
function useActivity({ visit, me }: ClassContext, model: BreakoutModel) {
  const { chat } = visit.features;
  useEffect(() => {
    const activity = activityOf(model);
    const speaks = () => {
      const speaking = Object.values(model.getSnapshot().speaking).flat();
      if (speaking.length > 0) activity.acted(speaking);
    };
    const offSpeaking = model.subscribe(speaks);
    const offChat = chat.model.onArrival(({ to, userId }) => {
      if (to.kind === 'group' && to.groupId !== undefined && userId !== me.userId) activity.wrote(to.groupId, userId);
    });
    return () => {
      offSpeaking();
      offChat();
    };
  }, [chat.model, model, me.userId]);
}

/** Whoever has opened the groups sees all of them. */
function useOpened(model: BreakoutModel, userId: string, show: () => void, words: string) {
  const { announcer } = useFeedback();
  const opened = useEffectEvent((by: string) => {
    if (by !== userId) return;
    show();
    if (words !== '') announcer.say(words);
  });
  useEffect(() => model.onNews((news) => news.type === 'breakout.opened' && opened(news.by)), [model]);
}
