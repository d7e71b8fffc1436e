import { Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GradeLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Evidence } from '@/features/attendance/Evidence';
import type { ReportLine } from '@/features/report/report';
import styles from './reportPage.module.css';

interface Props {
  line: ReportLine;
  /** Null where the person may not correct scores. */
  onOverride: ((line: GradeLine) => void) | null;
}

/** Why a line says what it says: the intervals, the score's comment, corrections, what the LMS answered. */
export function LineDetail({ line, onOverride }: Props) {
  const { t } = useTranslation();
  const { attendance, grade } = line;
  return (
    <div className={styles.detail}>
      <div>
        <h3>{t('report.whenHere')}</h3>
        <Evidence line={attendance} />
        {attendance.joins > 1 && <p className={styles.muted}>{t('report.joins', { count: attendance.joins })}</p>}
      </div>
      <div>
        <h3>{t('report.score')}</h3>
        {!grade && <p className={styles.muted}>{t('report.noScore')}</p>}
        {grade && <Score grade={grade} onOverride={onOverride} />}
      </div>
      {line.quiz && (
        <div>
          <h3>{t('report.quiz')}</h3>
          <Score grade={line.quiz} onOverride={onOverride} />
        </div>
      )}
    </div>
  );
}

function Score({ grade, onOverride }: { grade: GradeLine; onOverride: Props['onOverride'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p>
        {t('grade.ofMaximum', { score: format.number(grade.scoreGiven), maximum: format.number(grade.scoreMaximum) })}
        {grade.comment && <bdi dir="auto"> · {grade.comment}</bdi>}
      </p>
      {grade.override && (
        <p className={styles.muted}>{t('grade.overridden', { reason: grade.override.reason, at: format.dateTime(grade.override.at) })}</p>
      )}
      {grade.state === 'failed' && <p className={styles.failed}>{[grade.lastError, grade.mend].filter(Boolean).join(' · ')}</p>}
      {onOverride && (
        <Button size="small" onClick={() => onOverride(grade)}>
          <Pencil size={16} aria-hidden="true" />
          {grade.override ? t('grade.change') : t('grade.override')}
        </Button>
      )}
    </>
  );
}
