import { useTranslation } from 'react-i18next';
import type { AttendanceLine, GradeLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { Chip } from '@/shared/ui/Chip';
import { statusTone } from '@/features/attendance/attendance';
import { PresenceBar } from '@/features/attendance/PresenceBar';
import { GradeChip } from '@/features/grade/GradeChip';
import { LineDetail } from './LineDetail';
import styles from './reportPage.module.css';

interface Props {
  line: AttendanceLine | null;
  grade: GradeLine | null;
  quiz: GradeLine | null;
  startedAt: string;
  endedAt: string;
  classSeconds: number;
}

/** A learner's own line, with the same explanation that the teacher sees. */
export function OwnReport({ line, grade, quiz, startedAt, endedAt, classSeconds }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!line) return <p className={styles.tableCard}>{t('report.noOwnLine')}</p>;
  const { status } = line;
  return (
    <section className={styles.own} aria-label={t('report.ownTitle')}>
      <div className={styles.ownHead}>
        <h2 className={styles.ownBig}>{t('report.presentOf', { time: format.duration(line.presentSeconds, 'short'), total: format.duration(classSeconds, 'short') })}</h2>
        <Chip tone={statusTone[status]}>{t(`attendance.status.${status}`)}</Chip>
        {grade && <GradeChip state={grade.state} />}
      </div>
      <PresenceBar line={line} startedAt={startedAt} endedAt={endedAt} />
      <LineDetail line={{ attendance: line, grade, quiz }} onOverride={null} />
    </section>
  );
}
