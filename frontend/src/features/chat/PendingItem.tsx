import { useTranslation } from 'react-i18next';
import { CircleAlert } from 'lucide-react';
import { codeOf } from '@/shared/api/apiError';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import type { Pending } from './chatModel';
import styles from './message.module.css';
import { MessageText } from './MessageText';

interface Props {
  pending: Pending;
  name: string;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message of one's own that isn't at the server yet, or that it didn't take. */
export function PendingItem({ pending, name, onRetry, onDiscard }: Props) {
  const { t } = useTranslation();
  const failed = pending.state === 'failed';
  return (
    <div className={cx(styles.message, styles.first, styles.mine, styles.pending)} role="group" aria-label={t('chat.messageOf', { name })}>
      <div className={styles.body}>
        {pending.text !== '' && <MessageText text={pending.text} name="" />}
        {pending.files.map((file) => (
          <p key={file.fileId} className={styles.edited}>
            <bdi dir="auto">{file.name}</bdi>
          </p>
        ))}
        {failed ? (
          <div className={styles.failed} role="alert">
            <CircleAlert size={16} aria-hidden="true" />
            <span>{t('chat.notSent', { why: t(`problem.${codeOf(pending.error)}`) })}</span>
            <Button size="small" onClick={onRetry}>
              {t('chat.sendAgain')}
            </Button>
            <Button size="small" variant="quiet" onClick={onDiscard}>
              {t('chat.discard')}
            </Button>
          </div>
        ) : (
          <span className={styles.edited}>{t('chat.sending')}</span>
        )}
      </div>
    </div>
  );
}
