import { Switch } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './stage.module.css';
import type { StageModel } from './stageModel';
import { useTry } from '@/shared/ui/useTry';

/** Whether everybody's view follows the stage, or people look where they like. */
export function FollowSwitch({ model, follow }: { model: StageModel; follow: boolean }) {
  const { t } = useTranslation();
  const attempt = useTry();
  return (
    <Switch className={styles.switch ?? ''} isSelected={follow} onChange={(next) => void attempt(model.setFollow(next))}>
      <span className={styles.track} aria-hidden="true" />
      {t('stage.everybodyFollows')}
    </Switch>
  );
}
