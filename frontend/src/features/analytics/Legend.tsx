import { useTranslation } from 'react-i18next';
import { statuses } from './analytics';
import { Mark } from './Mark';
import styles from './analytics.module.css';

const keys = { present: 'present', late: 'late', leftEarly: 'left_early', partial: 'partial', absent: 'absent' } as const;

/** What the marks of plots and cells mean. */
export function Legend() {
  const { t } = useTranslation();
  const { t: words } = useTranslation('analytics');
  return (
    <ul className={styles.legend}>
      {statuses.map((status) => (
        <li key={status}>
          <svg className={styles.swatch} width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
            <rect className={styles[status]} x="0.5" y="0.5" width="17" height="17" rx="3" />
            <Mark status={status} x={9} y={9} />
          </svg>
          {t(`attendance.status.${keys[status]}`)}
        </li>
      ))}
      <li>
        <svg className={styles.swatch} width="24" height="18" viewBox="0 0 24 18" aria-hidden="true">
          <path className={styles.line} d="M1 12 L9 6 L16 10 L23 5" />
        </svg>
        {words('attendance.mean')}
      </li>
    </ul>
  );
}
