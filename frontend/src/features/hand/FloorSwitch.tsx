import { useSyncExternalStore } from 'react';
import { Bell, BellOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Switch } from '@/shared/ui/Switch';
import { useTry } from '@/shared/ui/useTry';
import { handSound } from './chime';
import styles from './hand.module.css';
import type { HandModel } from './handModel';
import type { Floor } from './wire';

/** Whether students may use their microphones when they like; and, beside it, whether a raised hand is heard here. */
export function FloorSwitch({ model, floor }: { model: HandModel; floor: Floor }) {
  const { t } = useTranslation();
  const attempt = useTry();
  const sound = useSyncExternalStore(handSound.subscribe, handSound.getSnapshot);
  return (
    <div className={styles.floor}>
      <Switch isOn={floor === 'open'} onChange={(open) => void attempt(model.setFloor(open ? 'open' : 'by_hand'))}>
        {t('hand.floorOpen')}
      </Switch>
      <Button size="small" variant="quiet" iconOnly aria-pressed={sound} onClick={() => handSound.set(!sound)} aria-label={t('hand.sound')} title={t('hand.sound')}>
        {sound ? <Bell size={16} aria-hidden="true" /> : <BellOff size={16} aria-hidden="true" />}
      </Button>
    </div>
  );
}
