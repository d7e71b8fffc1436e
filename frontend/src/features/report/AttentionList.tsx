import { CheckCircle2, LogOut, RefreshCw, UserX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import type { Attention } from './report';
import styles from './report.module.css';

interface Props {
  items: readonly Attention[];
  classSeconds: number;
  /** `settling`: class ended a moment ago and the scores are still being worked out. */
  scores: 'arrived' | 'settling' | 'none';
  /** Absent where the person may not send scores. */
  retry?: { run: () => void; busy: boolean };
}

export function AttentionList({ items, classSeconds, scores, retry }: Props) {
  const { t } = useTranslation();
  const failed = items.some((item) => item.kind === 'failed');
  return (
    <section className={styles.attention} aria-labelledby="attention-title">
      <h2 id="attention-title">{t('report.attentionTitle')}</h2>
      {items.length === 0 ? (
        <p className={styles.calm}>
          <CheckCircle2 size={18} aria-hidden="true" />
          {t(`report.calm.${scores}`)}
        </p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={`${item.kind}${item.userId}`}>
              <Item item={item} classSeconds={classSeconds} />
            </li>
          ))}
        </ul>
      )}
      {failed && retry && (
        <Button size="small" onClick={retry.run} busy={retry.busy}>
          <RefreshCw size={16} aria-hidden="true" />
          {t('report.retryFailed')}
        </Button>
      )}
    </section>
  );
}

function Item({ item, classSeconds }: { item: Attention; classSeconds: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = <bdi dir="auto">{item.name}</bdi>;
  if (item.kind === 'absent') {
    return (
      <>
        <UserX size={18} aria-hidden="true" />
        <p>
          <b>{name}</b> {t('report.attention.absent')}
        </p>
      </>
    );
  }
  if (item.kind === 'left_early') {
    const at = item.leftAt ? format.time(item.leftAt) : '';
    return (
      <>
        <LogOut size={18} className="mirrorRtl" aria-hidden="true" />
        <p>
          <b>{name}</b> {t('report.attention.left_early', { at, time: format.duration(item.seconds), total: format.duration(classSeconds) })}
        </p>
      </>
    );
  }
  return (
    <>
      <RefreshCw size={18} aria-hidden="true" />
      <p>
        <b>{name}</b> {t('report.attention.failed')} <bdi>{item.mend || t('report.attention.failedMend')}</bdi>
        {item.lastError && <span className={styles.detail}>{item.lastError}</span>}
      </p>
    </>
  );
}
