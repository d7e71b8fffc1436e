import { useTranslation } from 'react-i18next';
import { Switch } from '@/shared/ui/Switch';
import { useTry } from '@/shared/ui/useTry';
import styles from './stage.module.css';
import type { StageModel } from './stageModel';

/** Whether everybody's view follows the stage, or people look where they like. */
export function FollowSwitch({ model, follow }: { model: StageModel; follow: boolean }) {
  const { t } = useTranslation();
  const attempt = useTry();
  return (
    <Switch className={styles.follow} isOn={follow} onChange={(next) => void attempt(model.setFollow(next))}>
      {t('stage.everybodyFollows')}
    </Switch>
  );
}
