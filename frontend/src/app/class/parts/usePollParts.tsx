import { lazy, useCallback } from 'react';
import { ChartColumn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTry } from '@/shared/ui/useTry';
import { waiting } from '@/features/poll/pollModel';
import { usePollNews } from '@/features/poll/usePollNews';
import { usePollsState } from '@/features/poll/usePolls';
import { useStageState } from '@/features/stage/useStage';
import type { ClassContext, ClassParts } from './parts';

const OpenPollCard = lazy(() => import('@/features/poll/OpenPollCard').then((module) => ({ default: module.OpenPollCard })));

const PollPanel = lazy(() => import('@/features/poll/PollPanel').then((module) => ({ default: module.PollPanel })));

/** Polls: a tab, and the card over the stage that asks a learner. */
export function usePollParts({ visit, session, role, people, shown }: ClassContext): Partial<ClassParts> {
  const { polls, stage } = visit.features;
  const { t } = useTranslation();
  const attempt = useTry();
  const teaches = role === 'instructor' || role === 'assistant';
  const asks = role === 'learner';
  const state = usePollsState(polls.model);
  const { thing } = useStageState(stage.model);
  usePollNews(polls, teaches);
  const open = asks ? waiting(state).length : 0;
  const focusControls = useCallback(() => document.getElementById('controls')?.focus(), []);
  const onStage = teaches
    ? { pollId: thing.kind === 'poll' ? thing.id : null, show: (pollId: string | null) => void attempt(pollId === null ? stage.model.clear() : stage.model.put('poll', pollId)) }
    : null;
  const seen = shown.shown && shown.tab === 'poll';
  return {
    panels: [
      {
        id: 'poll',
        label: t('poll.title'),
        icon: <ChartColumn />,
        badge: open > 0 ? { text: String(open), label: t('poll.openNow'), urgent: true } : null,
        letter: 'L',
        rank: 3,
        render: () => (
          <PollPanel
            polls={polls}
            classroomId={session.classroomId}
            sessionId={session.id}
            teaches={teaches}
            canVote={asks}
            learners={people.filter((person) => person.role === 'learner').length}
            stage={onStage}
          />
        ),
      },
    ],
    overlay: asks && !seen ? <OpenPollCard polls={polls} onGone={focusControls} /> : null,
  };
}
