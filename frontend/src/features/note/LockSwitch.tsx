import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useFeedback } from '@/shared/ui/feedback';
import { Switch } from '@/shared/ui/Switch';
import styles from './note.module.css';
import type { NoteProps } from './props';

/** Lets staff keep the notes to themselves. It shows what the server says, not what was pressed. */
export function LockSwitch({ locked, onLock }: Pick<NoteProps, 'locked' | 'onLock'>) {
  const { t } = useTranslation();
  const { notices } = useFeedback();
  const [busy, setBusy] = useState(false);
  const change = async (next: boolean) => {
    setBusy(true);
    try {
      await onLock(next);
    } catch (error) {
      notices.show(t(`problem.${codeOf(error)}`), 'problem');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Switch className={styles.lock} isOn={locked} busy={busy} onChange={(next) => void change(next)}>
      {t('note.lock')}
    </Switch>
  );
}
