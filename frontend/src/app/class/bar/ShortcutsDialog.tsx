import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { shortcuts } from '@/shared/flag';
import { classShortcuts, isMac, keyLabel } from '@/shared/keys';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import styles from './shortcuts.module.css';
import type { LetterKey } from './useLetterKeys';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** False for people who send nothing: the keys of microphone and camera would do nothing. */
  talks: boolean;
  /** What single letters do, as the features bring it. */
  letters: readonly Pick<LetterKey, 'letter' | 'label'>[];
}

/** What each key does, and the switch for whoever uses the keys otherwise, with dictation for example. */
export function ShortcutsDialog({ isOpen, onClose, talks, letters }: Props) {
  const { t } = useTranslation();
  const on = useSyncExternalStore(shortcuts.subscribe, shortcuts.getSnapshot);
  const shown = classShortcuts.filter(({ action }) => talks || action === 'toolbar');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('keys.title')}>
      <dl className={styles.keys}>
        {shown.map((shortcut) => (
          <Line key={shortcut.action} does={t(`keys.does.${shortcut.action}`)} press={keyLabel(shortcut, isMac())} />
        ))}
        {letters.map(({ letter, label }) => (
          <Line key={letter} does={label} press={letter} />
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

function Line({ does, press }: { does: string; press: string }) {
  return (
    <div className={styles.key}>
      <dt>{does}</dt>
      <dd>
        <kbd className={styles.kbd} dir="ltr">
          {press}
        </kbd>
      </dd>
    </div>
  );
}
