import { useTranslation } from 'react-i18next';
import type { AttendanceLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { evidenceOf } from './attendance';
import styles from './attendance.module.css';

/** Each time somebody was there and how we know. */
export function Evidence({ line }: { line: AttendanceLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (line.intervals.length === 0) return <p className={styles.none}>{t('report.neverHere')}</p>;
  return (
    <ul className={styles.evidence}>
      {line.intervals.map((interval) => {
        const seconds = (Date.parse(interval.end) - Date.parse(interval.start)) / 1_000;
        const sources = evidenceOf(interval).map((source) => t(`report.evidence.${source}`));
        return (
          <li key={interval.start}>
            <span className="numeric">{t('report.fromTo', format.span(interval.start, interval.end))}</span>
            <span>{format.duration(seconds)}</span>
            {sources.length > 0 && <span className={styles.source}>{t('report.seenBy', { sources: format.list(sources) })}</span>}
          </li>
        );
      })}
    </ul>
  );
}
