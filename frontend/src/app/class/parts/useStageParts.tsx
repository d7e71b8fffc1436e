import { lazy, useMemo } from 'react';
import { usePollsState } from '@/features/poll/usePolls';
import { isEmpty, looksAtStage } from '@/features/stage/stageModel';
import { useStageNews, useStageState, useThingName } from '@/features/stage/useStage';
import { useStagePart } from '@/features/stage/useStagePart';
import type { ClassContext, ClassParts } from './parts';
import { useBoard } from './useBoardParts';
import { useNames } from '../people/useNames';
import { useNotes } from './useNoteParts';

const StageBar = lazy(() => import('@/features/stage/StageBar').then((module) => ({ default: module.StageBar })));
const StageView = lazy(() => import('@/features/stage/StageView').then((module) => ({ default: module.StageView })));
const PollResults = lazy(() => import('@/features/poll/PollResults').then((module) => ({ default: module.PollResults })));

/** What everybody looks at. People and screens are shown large by the pictures themselves. */
export function useStageParts(context: ClassContext): Partial<ClassParts> {
  const { visit, me, role, people, shown } = context;
  const { stage, polls } = visit.features;
  const self = useMemo(() => ({ userId: me.userId, role }), [me.userId, role]);
  const nameOf = useNames(people);
  const state = useStageState(stage.model);
  const name = useThingName(nameOf)(state.thing);
  const pollState = usePollsState(polls.model);
  const notes = useNotes(context);
  const board = useBoard(context);
  const personPart = useStagePart(stage.model, role);
  useStageNews(stage.model, self, nameOf);
  const pictured = state.thing.kind === 'person' || state.thing.kind === 'screen';
  const looks = looksAtStage(state);
  // One editor at a time: the tab has it while it is seen.
  const elsewhere = pictured || (state.thing.kind === 'notes' && shown.shown && shown.tab === 'note');
  const results = (pollId: string) => {
    const poll = pollState.polls.find((one) => one.pollId === pollId);
    return poll ? <PollResults poll={poll} large /> : null;
  };
  const drawn = looks && !elsewhere;
  return {
    onStage: drawn ? <StageView model={stage.model} me={self} nameOf={nameOf} slots={{ poll: results, notes: () => notes, board: () => board }} /> : null,
    stageBar: drawn || isEmpty(state) ? null : <StageBar model={stage.model} state={state} role={role} name={name} alone />,
    spotlight: looks && state.thing.kind === 'person' ? state.thing.id : null,
    screen: looks && state.thing.kind === 'screen' ? state.thing.id : null,
    personPart,
  };
}
