import { Timer as TimerIcon } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/ui/classes';
import { Ring } from './Ring';
import { countdown } from './timer';
import styles from './timer.module.css';
import { TimerControls } from './TimerControls';
import type { TimerModel } from './timerModel';
import { useTimer } from './useTimer';
import type { Timer } from './wire';

/** The timer in the header, for everybody; for staff it opens what may be done with it. */
export function TimerChip({ model, manages }: { model: TimerModel; manages: boolean }) {
  const { t } = useTranslation();
  const shown = useTimer(model);
  if (!shown) return null;
  const { timer, left } = shown;
  const look = cx(styles.chip, lookOf(timer, left));
  const face = <Face timer={timer} left={left} title={manages ? t('timer.manage') : t('timer.title')} />;
  if (!manages) return <span className={look}>{face}</span>;
  return (
    <DialogTrigger>
      <Button className={cx(look, styles.opens)}>
        {face}
      </Button>
      <Popover className={styles.popover ?? ''} placement="bottom end">
        <Dialog className={styles.dialog ?? ''} aria-label={t('timer.manage')}>
          <TimerControls model={model} timer={timer} left={left} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function lookOf(timer: Timer, left: number): string | undefined {
  if (timer.state === 'ended' || left === 0) return styles.ended;
  if (timer.state === 'paused') return styles.paused;
  if (left <= 10_000) return styles.last;
  return left <= 60_000 ? styles.soon : undefined;
}

function Face({ timer, left, title }: { timer: Timer; left: number; title: string }) {
  const { t } = useTranslation();
  const up = timer.state === 'ended' || left === 0;
  return (
    <>
      {up ? <TimerIcon size={18} aria-hidden="true" /> : <Ring share={timer.totalMs > 0 ? left / timer.totalMs : 0} />}
      {timer.label !== '' && (
        <bdi className={styles.label} dir="auto">
          {timer.label}
        </bdi>
      )}
      <span className="srOnly">{title}</span>{' '}
      <span className="numeric" role="timer" aria-live="off">
        {up ? t('timer.up') : countdown(left)}
      </span>
      {timer.state === 'paused' && <span className={styles.word}>{t('timer.paused')}</span>}
    </>
  );
}
