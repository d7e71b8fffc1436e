import { Presentation } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import type { StageModel } from './stageModel';
import { useStageState } from './useStage';
import type { StageKind } from './wire';

/** Puts a poll's results, the notes or a board on the stage, and takes them off again. For staff. */
export function PutOnStage({ model, kind, id = '' }: { model: StageModel; kind: Exclude<StageKind, 'none'>; id?: string }) {
  const { t } = useTranslation();
  const attempt = useTry();
  const { thing } = useStageState(model);
  const there = thing.kind === kind && (id === '' || thing.id === id);
  return (
    <Button size="small" aria-pressed={there} onClick={() => void attempt(there ? model.clear() : model.put(kind, id))}>
      <Presentation size={16} aria-hidden="true" />
      {there ? t('stage.takeOff') : t('stage.put')}
    </Button>
  );
}
