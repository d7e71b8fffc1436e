import { Lock, Pencil, Reply, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from './composer.module.css';
import type { Draft } from './draft';
import { plainText } from './format';
import type { ChatMessage, ChatTo } from './wire';

interface Props {
  draft: Draft;
  replyTo: ChatMessage | null;
  editing: ChatMessage | null;
  to: ChatTo;
  /** The chosen one can't be written to any more. */
  gone: boolean;
}

/** What the text is: an answer, a change, a private message. */
export function ComposerNote({ draft, replyTo, editing, to, gone }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {(replyTo || editing) && (
        <div className={styles.note}>
          {editing ? <Pencil size={16} aria-hidden="true" /> : <Reply size={16} className="mirrorRtl" aria-hidden="true" />}
          <p className={styles.noteText}>
            {editing ? t('chat.editing') : t('chat.replyingTo', { name: replyTo?.name ?? '' })}
            {replyTo && (
              <span className={styles.noteQuote} dir="auto">
                {plainText(replyTo.text, 120)}
              </span>
            )}
          </p>
          <Button variant="quiet" size="small" iconOnly aria-label={t('common.cancel')} onClick={() => draft.cancel()}>
            <X size={18} aria-hidden="true" />
          </Button>
        </div>
      )}
      {!editing && to.kind === 'person' && !gone && (
        <p className={styles.private}>
          <Lock size={14} aria-hidden="true" />
          {t('chat.privateNote', { name: to.name ?? '' })}
        </p>
      )}
      {gone && (
        <p className={styles.private} role="status">
          {t('chat.cantReach')}
        </p>
      )}
    </>
  );
}
