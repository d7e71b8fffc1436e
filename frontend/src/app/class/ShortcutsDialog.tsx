import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { shortcuts } from '@/shared/flag';
import { classShortcuts, isMac, keyLabel } from '@/shared/keys';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import styles from './shortcuts.module.css';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** False for people who send nothing: the keys of microphone and camera would do nothing. */
  talks: boolean;
}

/** What each key does, and the switch for whoever uses the keys otherwise, with dictation for example. */
export function ShortcutsDialog({ isOpen, onClose, talks }: Props) {
  const { t } = useTranslation();
  const on = useSyncExternalStore(shortcuts.subscribe, shortcuts.getSnapshot);
  const shown = classShortcuts.filter(({ action }) => talks || action === 'toolbar');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('keys.title')}>
      <dl className={styles.keys}>
        {shown.map((shortcut) => (
          <div key={shortcut.action} className={styles.key}>
            <dt>{t(`keys.does.${shortcut.action}`)}</dt>
            <dd>
              <kbd className={styles.kbd} dir="ltr">
                {keyLabel(shortcut, isMac())}
              </kbd>
            </dd>
          </div>
        ))}
      </dl>
      <label className={styles.switch}>
        <input type="checkbox" role="switch" checked={on} onChange={(event) => shortcuts.set(event.target.checked)} />
        {t('keys.on')}
      </label>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
