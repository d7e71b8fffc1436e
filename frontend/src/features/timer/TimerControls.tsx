import { Pause, Play, Plus, Square } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import styles from './timer.module.css';
import type { TimerModel } from './timerModel';
import type { Timer } from './wire';

/** Pause or go on, a minute more, stop. */
export function TimerControls({ model, timer, left }: { model: TimerModel; timer: Timer; left: number }) {
  const { t } = useTranslation();
  const attempt = useTry();
  const runs = timer.state === 'running' && left > 0;
  return (
    <div className={styles.controls} role="group" aria-label={t('timer.title')}>
      {runs && (
        <Button size="small" onClick={() => void attempt(model.pause())}>
          <Pause size={16} aria-hidden="true" />
          {t('timer.pause')}
        </Button>
      )}
      {timer.state === 'paused' && (
        <Button size="small" variant="primary" onClick={() => void attempt(model.resume())}>
          <Play size={16} aria-hidden="true" />
          {t('timer.resume')}
        </Button>
      )}
      <Button size="small" onClick={() => void attempt(model.add(60))}>
        <Plus size={16} aria-hidden="true" />
        {t('timer.addMinute')}
      </Button>
      <Button size="small" onClick={() => void attempt(model.stop())}>
        <Square size={16} aria-hidden="true" />
        {t('timer.stop')}
      </Button>
    </div>
  );
}
