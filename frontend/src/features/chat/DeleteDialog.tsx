import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { Dialog, DialogActions } from '@/shared/ui/Dialog';
import { Problem } from '@/shared/ui/Problem';
import type { ChatModel } from './chatModel';
import { plainText } from './format';
import styles from './chat.module.css';
import type { ChatMessage } from './wire';

/** Asks before a message goes: that can't be taken back. */
export function DeleteDialog({ message, model, onClose }: { message: ChatMessage | null; model: ChatModel; onClose: () => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    if (!message) return;
    setBusy(true);
    try {
      await model.remove(message.messageId);
      close();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog isOpen={message !== null} onClose={close} title={t('chat.deleteTitle')} role="alertdialog">
      <blockquote className={styles.cited} dir="auto">
        {message ? plainText(message.text) || t('chat.fileCount', { count: message.files?.length ?? 0 }) : ''}
      </blockquote>
      <p>{t('chat.deleteText')}</p>
      {error !== null && <Problem error={error} />}
      <DialogActions>
        <Button onClick={close}>{t('common.cancel')}</Button>
        <Button variant="danger" busy={busy} onClick={() => void confirm()}>
          {t('chat.delete')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
