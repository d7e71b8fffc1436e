import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Problem } from '@/shared/ui/Problem';
import styles from './list.module.css';
import { failureWord } from './roster';
import type { RosterRefresh } from './rosterApi';

interface Props {
  refresh: RosterRefresh;
  onRefresh: () => void;
  busy: boolean;
  error: unknown;
}

/** When the list of the course came last, by what, and what keeps it from coming. */
export function RefreshCard({ refresh, onRefresh, busy, error }: Props) {
  const { t } = useTranslation('roster');
  const format = useFormat();
  const { source, at, cause, failure, running } = refresh;
  return (
    <section className={styles.card} aria-labelledby="refresh">
      <div className={styles.cardHead}>
        <h2 id="refresh">{t('refresh.title')}</h2>
        {source === 'lms' && (
          <Button size="small" onClick={onRefresh} busy={busy}>
            {t('refresh.now')}
          </Button>
        )}
      </div>
      {source === 'launches' ? (
        <p>{t('refresh.launches')}</p>
      ) : (
        <>
          <p>{at ? t('refresh.done', { count: refresh.listed, when: format.dateTime(at) }) : t('refresh.never')}</p>
          {at && cause !== '' && !failure && <p className={styles.note}>{t(`refresh.cause.${cause}`)}</p>}
          <p className={styles.note} role="status">
            {busy || running ? t('refresh.running') : ''}
          </p>
        </>
      )}
      {Boolean(error) && <Problem error={error} />}
      {failure && (
        <div className={styles.failure}>
          <TriangleAlert size={20} aria-hidden="true" />
          <div>
            <h3>{t('refresh.failedTitle')}</h3>
            <p>{t(`failure.${failureWord(failure.code)}`)}</p>
            <p>{t('refresh.failed', { count: failure.failures, when: failure.at ? format.dateTime(failure.at) : '' })}</p>
            <p>
              {failure.status > 0 && t('refresh.status', { status: failure.status })} {failure.nextAt && t('refresh.next', { when: format.dateTime(failure.nextAt) })}
            </p>
          </div>
        </div>
      )}
    </section>
  );
}
