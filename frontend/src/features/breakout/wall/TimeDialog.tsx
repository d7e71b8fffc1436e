import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/shared/ui/Dialog';
import type { BreakoutModel } from '../breakoutModel';
import { mostMinutes } from '../plan/draft';
import { Stepper } from '../plan/Stepper';
import { SaveActions } from './SaveActions';
import { useDone } from './useDone';
import styles from './wall.module.css';

/** How long the groups are open from now. */
export function TimeDialog({ model, onClose }: { model: BreakoutModel; onClose: () => void }) {
  const { t } = useTranslation(['breakout', 'translation']);
  const [minutes, setMinutes] = useState(10);
  const { busy, act } = useDone(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act(() => model.time(minutes * 60));
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('wall.setTime')}>
      <form className={styles.stack} onSubmit={submit}>
        <Stepper label={t('wall.minutesFromNow')} value={minutes} least={1} most={mostMinutes} onChange={setMinutes} />
        <SaveActions busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
