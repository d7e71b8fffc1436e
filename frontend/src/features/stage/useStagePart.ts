import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { useTry } from '@/shared/ui/useTry';
import type { StageModel } from './stageModel';
import { useStageState } from './useStage';
import type { StageKind } from './wire';

interface Person {
  userId: string;
  role: Role;
  sharing: boolean;
}

/** What staff may do about the stage at a person's row in the list of people. */
export function useStagePart(model: StageModel, role: Role): (person: Person) => { actions: { id: string; label: string; act(): void }[] } | null {
  const { t } = useTranslation();
  const attempt = useTry();
  const { thing } = useStageState(model);
  if (role !== 'instructor' && role !== 'assistant') return () => null;
  return ({ userId, role: theirs, sharing }) => {
    const there = (kind: StageKind) => thing.kind === kind && thing.id === userId;
    const put = (kind: StageKind, label: string) => ({ id: `stage.${kind}`, label, act: () => void attempt(model.put(kind, userId)) });
    const actions = [
      ...(theirs === 'observer' || there('person') ? [] : [put('person', t('stage.put'))]),
      ...(sharing && !there('screen') ? [put('screen', t('stage.putScreen'))] : []),
      ...(there('person') || there('screen') ? [{ id: 'stage.off', label: t('stage.takeOff'), act: () => void attempt(model.clear()) }] : []),
    ];
    return actions.length === 0 ? null : { actions };
  };
}
