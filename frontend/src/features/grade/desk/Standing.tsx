import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '@/shared/api/apiError';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import type { Desk } from './desk';
import type { DeskActs } from './deskApi';
import styles from './desk.module.css';

interface StandingProps {
  desk: Desk;
  queued: number;
  sent: number;
  acts: DeskActs;
  live: boolean;
}

/** How the sending goes, and when the gradebook was read. */
export function Standing({ desk, queued, sent, acts, live }: StandingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = Math.max(sent, queued);
  const readAt = desk.columns.map((column) => column.readAt ?? '').sort().at(-1);
  return (
    <div className={styles.standing}>
      <p>{t(live ? 'desk.live' : desk.mode === 'review' ? 'desk.modeReview' : 'desk.modeSend')}</p>
      {queued > 0 && (
        <p className={styles.progress}>
          <progress max={total} value={total - queued} aria-label={t('desk.progress')} /> {t('desk.progressText', { done: format.number(total - queued), all: format.number(total) })}
        </p>
      )}
      {!live && (
        <p className={styles.read}>
          {acts.read.error ? t(`problem.${codeOf(acts.read.error)}`) : readAt ? t('desk.readAt', { at: format.dateTime(readAt) }) : t('desk.lmsUnread')}
          <Button size="small" variant="quiet" busy={acts.read.isPending} onClick={() => acts.read.mutate()}>
            <RotateCw size={16} aria-hidden="true" />
            {t('desk.readAgain')}
          </Button>
        </p>
      )}
    </div>
  );
}
