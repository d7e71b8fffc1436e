import { Mic, MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import styles from './hand.module.css';
import type { Microphone } from './rights';

interface Props {
  microphone: Microphone;
  micOn: boolean;
  /** Switches the person's own microphone on. Only ever by their press. */
  onUnmute: () => void;
}

/** A quiet row: what the person may do with the microphone now, where that isn't what they expect. */
export function SpeakNotice({ microphone, micOn, onUnmute }: Props) {
  const { t } = useTranslation();
  if (microphone === 'let' && !micOn) {
    return (
      <div className={cx(styles.notice, styles.may)}>
        <Mic size={18} aria-hidden="true" />
        <p role="status">{t('hand.youMaySpeak')}</p>
        <Button size="small" variant="primary" onClick={onUnmute}>
          {t('hand.unmute')}
        </Button>
      </div>
    );
  }
  if (microphone === 'silenced') {
    return (
      <div className={cx(styles.notice, styles.taken)}>
        <MicOff size={18} aria-hidden="true" />
        <p role="status">{t('hand.taken')}</p>
      </div>
    );
  }
  return null;
}
