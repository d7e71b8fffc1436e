import { lazy, useMemo } from 'react';
import { Hand as HandIcon, Smile } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import { useHandButton, useHandState } from '@/features/hand/useHand';
import { useHandNews } from '@/features/hand/useHandNews';
import { useHandPart } from '@/features/hand/useHandPart';
import { useReactionsSaid } from '@/features/hand/useReactionsSaid';
import type { Badge, ClassContext, ClassParts, Tool } from './parts';
import { useNames } from '../people/useNames';

const HandQueue = lazy(() => import('@/features/hand/HandQueue').then((module) => ({ default: module.HandQueue })));
const ReactionsOverlay = lazy(() => import('@/features/hand/ReactionsOverlay').then((module) => ({ default: module.ReactionsOverlay })));
const ReactionBar = lazy(() => import('@/features/hand/ReactionBar').then((module) => ({ default: module.ReactionBar })));

/** Hands and reactions: two buttons, the queue above the people, and what rises over the stage. */
export function useHandParts({ visit, me, role, people, place }: ClassContext): Partial<ClassParts> {
  const { hand } = visit.features;
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const self = useMemo(() => ({ userId: me.userId, role }), [me.userId, role]);
  const nameOf = useNames(people);
  const button = useHandButton(hand, self);
  const personPart = useHandPart(hand, self);
  const { queue } = useHandState(hand.model);
  useHandNews(hand, self, nameOf);
  useReactionsSaid(hand.reactions);
  const tools: Tool[] = [
    {
      id: 'reactions',
      label: t('hand.reactions'),
      icon: <Smile />,
      letter: 'R',
      rank: 5,
      popup: () => <ReactionBar model={hand.reactions} onRefused={() => notices.show(t('hand.tooFast'), 'problem')} />,
    },
  ];
  const staff = role === 'instructor' || role === 'assistant';
  const waiting: Badge | null = staff && queue.length > 0 ? { text: String(queue.length), label: t('hand.waitingCount', { count: queue.length }) } : null;
  if (role !== 'observer' && (role !== 'learner' || place === 'main')) tools.unshift({ id: 'hand', ...button, badge: button.badge ?? waiting, icon: <HandIcon />, letter: 'H', rank: 1 });
  return {
    tools,
    personPart,
    abovePeople: <HandQueue hand={hand} me={self} nameOf={nameOf} />,
    overlay: <ReactionsOverlay model={hand.reactions} nameOf={nameOf} />,
  };
}
