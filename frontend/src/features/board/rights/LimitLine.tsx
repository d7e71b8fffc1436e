import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import styles from '../board.module.css';
import type { Limit } from './rights';

interface Props {
  limit: Limit;
  /** A picture takes the place of the drawing program. */
  simple: boolean;
  reconnecting: boolean;
  /** Why the server hasn't kept the last change; empty where it didn't say; null where it kept all. */
  refusal: string | null;
  onRefusalRead: () => void;
}

/** What this person may do here and why not more, and what became of what they did. */
export function LimitLine({ limit, simple, reconnecting, refusal, onRefusalRead }: Props) {
  const { t } = useTranslation();
  const reads = limit !== null && limit !== 'own';
  return (
    <>
      {refusal !== null && (
        <div className={cx(styles.limits, styles.refused)}>
          <p className={styles.lineText} role="alert">
            {refusal === '' ? t('board.refusedBare') : t('board.refused', { reason: refusal })}
          </p>
          <Button variant="quiet" size="small" iconOnly aria-label={t('common.dismiss')} onClick={onRefusalRead}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
      )}
      {(limit || simple) && (
        <p className={styles.limits} role="status">
          {simple && !reads ? t('board.simple') : limit && t(`board.limit.${limit}`)}
        </p>
      )}
      {reconnecting && (
        <p className={styles.limits} role="status">
          {reads ? t('board.reconnectingReader') : t('board.reconnecting')}
        </p>
      )}
    </>
  );
}
