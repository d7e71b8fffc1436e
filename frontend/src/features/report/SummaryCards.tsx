import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Chip } from '@/shared/ui/Chip';
import type { Summary } from './report';
import styles from './report.module.css';

export function SummaryCards({ summary, classSeconds, settling }: { summary: Summary; classSeconds: number; settling: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const details = [
    summary.absent > 0 && t('report.absentCount', { count: summary.absent }),
    summary.late > 0 && t('report.lateCount', { count: summary.late }),
    summary.leftEarly > 0 && t('report.leftEarlyCount', { count: summary.leftEarly }),
    summary.partial > 0 && t('report.partialCount', { count: summary.partial }),
  ].filter((text) => text !== false);
  const { grades } = summary;
  return (
    <dl className={styles.cards}>
      <div className={styles.card}>
        <dt>{t('report.attendance')}</dt>
        <dd className={styles.big}>
          <Share part={summary.here} all={summary.learners} />
        </dd>
        <dd className={styles.small}>{details.length > 0 ? details.join(' · ') : t('report.allPresent')}</dd>
      </div>
      <div className={styles.card}>
        <dt>{t('report.averagePresence')}</dt>
        <dd className={styles.big}>{summary.averageRatio === null ? '–' : format.percent(summary.averageRatio)}</dd>
        <dd className={styles.small}>{t('report.classLength', { time: format.duration(classSeconds) })}</dd>
      </div>
      <div className={styles.card}>
        <dt>{t('report.gradesInLms')}</dt>
        <dd className={styles.big}>
          <Share part={grades.sent} all={grades.total} />
        </dd>
        <dd className={styles.chips}>
          {grades.queued > 0 && <Chip tone="warn">{t('report.queuedCount', { count: grades.queued })}</Chip>}
          {grades.failed > 0 && <Chip tone="danger">{t('report.failedCount', { count: grades.failed })}</Chip>}
          {grades.draft > 0 && <Chip>{t('report.draftCount', { count: grades.draft })}</Chip>}
          {grades.total > 0 && grades.sent === grades.total && <Chip tone="ok">{t('report.allSent')}</Chip>}
          {grades.total === 0 && <span className={styles.small}>{settling ? t('report.gradesSoon') : t('report.noGrades')}</span>}
        </dd>
      </div>
    </dl>
  );
}

/** "4 / 5" reads from left to right in every script; Arabic would turn it round. */
function Share({ part, all }: { part: number; all: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return <bdi dir="ltr">{t('report.ofAll', { part: format.number(part), all: format.number(all) })}</bdi>;
}
