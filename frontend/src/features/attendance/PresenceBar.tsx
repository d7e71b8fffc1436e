import { useTranslation } from 'react-i18next';
import type { AttendanceLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { segments } from './attendance';
import styles from './attendance.module.css';

interface Props {
  line: AttendanceLine;
  startedAt: string;
  endedAt: string;
}

/** When somebody was there, on the time line of the class; the same in words for screen readers. */
export function PresenceBar({ line, startedAt, endedAt }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = line.intervals.length === 0 ? t('report.neverHere') : format.list(line.intervals.map((i) => t('report.fromTo', format.span(i.start, i.end))));
  return (
    <div className={styles.bar} role="img" aria-label={text} title={text}>
      {segments(line.intervals, startedAt, endedAt).map((segment) => (
        <span key={segment.start} style={{ insetInlineStart: `${segment.start * 100}%`, inlineSize: `${segment.width * 100}%` }} />
      ))}
    </div>
  );
}
