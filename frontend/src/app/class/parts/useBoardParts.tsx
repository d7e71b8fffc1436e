import { useEffect, useMemo } from 'react';
import { Presentation } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BoardPanel } from '@/features/board/BoardPanel';
import type { BoardStage } from '@/features/board/props';
import { useBoardOpen } from '@/features/board/useBoardOpen';
import { isEmpty, looksAtStage, type StageModel } from '@/features/stage/stageModel';
import { useStageState } from '@/features/stage/useStage';
import type { ClassContext, ClassParts } from './parts';
import { useGroup } from './useGroup';
import { useNames } from '../people/useNames';

/**
 * The board: a button that opens it in the middle of the class, for everybody. Who opens it looks away from the stage,
 * and who looks at the stage again, or is shown something new there, puts it away; the stage may hold the board itself.
 */
export function useBoardParts(context: ClassContext): Partial<ClassParts> {
  const { board, stage } = context.visit.features;
  const { t } = useTranslation();
  const open = useBoardOpen(board.model);
  const state = useStageState(stage.model);
  const { thing } = state;
  const looks = looksAtStage(state);
  const staged = looks && thing.kind === 'board';
  const view = useBoard(context, true);
  const { groupId, merged } = useGroup(context);
  useEffect(() => board.model.enter(groupId, merged), [board.model, groupId, merged]);
  useEffect(() => {
    if (looks) board.model.setOpen(false);
  }, [looks, thing, board.model]);
  const stagedId = thing.kind === 'board' ? thing.id : '';
  useEffect(() => board.model.staged(stagedId), [board.model, stagedId]);
  useEffect(() => stage.model.onNews((news) => news.type === 'put' && news.thing.kind === 'board' && board.model.staged(news.thing.id, true)), [stage.model, board.model]);
  const toggle = () => {
    if (looks) stage.model.look('around');
    if (open) putAway(board.model, stage.model);
    else board.model.setOpen(!staged);
  };
  return {
    tools: [{ id: 'board', label: t('board.title'), icon: <Presentation />, letter: 'B', rank: 2, pressed: open || staged, onPress: toggle }],
    onStage: open && !looks ? view : null,
  };
}

/** The board itself, wherever it stands. */
export function useBoard(context: ClassContext, closes = false) {
  const { visit, session, me, role, people } = context;
  const { board, stage } = visit.features;
  const nameOf = useNames(people);
  const { groupName } = useGroup(context);
  const self = useMemo(() => ({ userId: me.userId, name: me.name, role }), [me.userId, me.name, role]);
  const { thing } = useStageState(stage.model);
  const teaches = role === 'instructor' || role === 'assistant';
  const onStage = useMemo(() => (teaches ? boardStage(stage.model, board.model, thing.kind === 'board' ? thing.id : null) : null), [teaches, stage.model, board.model, thing]);
  const onClose = useMemo(() => (closes ? () => putAway(board.model, stage.model) : null), [closes, board.model, stage.model]);
  return <BoardPanel board={board} me={self} people={people} classroomId={session.classroomId} lesson={session} ended={session.state !== 'live'} nameOf={nameOf} groupName={groupName} stage={onStage} onClose={onClose} />;
}

/** A page that is put on the stage is the one that everybody is shown. */
function boardStage(stage: StageModel, board: { show(boardId: string): Promise<void> }, boardId: string | null): BoardStage {
  return {
    boardId,
    async put(id) {
      await board.show(id);
      await stage.put('board', id);
      stage.look('stage');
    },
    clear: () => stage.clear(),
  };
}

/** Back to what is on the stage. */
function putAway(board: { setOpen(open: boolean): void }, stage: StageModel): void {
  board.setOpen(false);
  if (!isEmpty(stage.getSnapshot())) stage.look('stage');
}
