import { Eye, Undo2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import { FollowSwitch } from './FollowSwitch';
import styles from './stage.module.css';
import { isEmpty, looksAtStage, type StageModel, type StageState } from './stageModel';

interface Props {
  model: StageModel;
  state: StageState;
  role: Role;
  /** What the thing on the stage is called. */
  name: string;
  /** Nothing else here says what is on the stage. */
  alone?: boolean;
}

/**
 * Whether the person follows the stage, and the way to look elsewhere or back;
 * for staff also whether everybody follows, and taking down what is there.
 */
export function StageBar({ model, state, role, name, alone = false }: Props) {
  const { t } = useTranslation();
  const attempt = useTry();
  if (isEmpty(state)) return null;
  const looks = looksAtStage(state);
  const staff = role === 'instructor' || role === 'assistant';
  return (
    <div className={styles.bar}>
      {(alone || !staff) && <span className={styles.hint}>{looks && !staff ? t('stage.youFollow') : t('stage.isOn', { what: name })}</span>}
      {looks ? (
        <Button size="small" variant="quiet" onClick={() => model.look('around')}>
          <Eye size={16} aria-hidden="true" />
          {t('stage.lookAround')}
        </Button>
      ) : (
        <Button size="small" variant="primary" onClick={() => model.look('stage')}>
          <Undo2 size={16} aria-hidden="true" />
          {t('stage.lookAtStage')}
        </Button>
      )}
      {staff && <FollowSwitch model={model} follow={state.follow} />}
      {staff && (
        <Button size="small" onClick={() => void attempt(model.clear())}>
          <X size={16} aria-hidden="true" />
          {t('stage.takeOff')}
        </Button>
      )}
    </div>
  );
}
