import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { shape } from './analytics';
import type { Equity } from './analyticsApi';
import styles from './analytics.module.css';

const height = 140;
const edge = 44;

/** A bar for each learner, the largest first and without a name, with a line where all would be alike; names are in the table. */
export function Spread({ equity }: { equity: Equity }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const shares = shape(equity);
  if (equity.total === 0) return null;
  const most = Math.max(...shares);
  const even = 1 / shares.length;
  const wide = Math.max(320, edge + shares.length * 12);
  const pitch = Math.min(48, (wide - edge) / shares.length);
  return (
    <>
      <div className={styles.plot} dir="ltr" role="region" tabIndex={0} aria-label={t('equity.plotRegion')}>
        <svg role="img" width={wide} height={height + 16} viewBox={`0 0 ${wide} ${height + 16}`} aria-label={t('equity.plot', { count: shares.length, share: format.percent(most), even: format.percent(even) })}>
          <text className={styles.tick} x={edge - 6} y={14} textAnchor="end">
            {format.percent(most)}
          </text>
          <line className={styles.rule} x1={edge} x2={wide} y1={height + 8} y2={height + 8} />
          {shares.map((share, index) => (
            <rect key={index} className={styles.amount} x={edge + index * pitch + 1} width={Math.max(2, pitch - 2)} y={8 + height * (1 - share / most)} height={height * (share / most)} />
          ))}
          <line className={styles.even} x1={edge} x2={wide} y1={8 + height * (1 - even / most)} y2={8 + height * (1 - even / most)} />
        </svg>
      </div>
      <p className={styles.note}>{t('equity.evenLine', { share: format.percent(even) })}</p>
      <details className={styles.details}>
        <summary>{t('asTable')}</summary>
        <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('equity.tableRegion')}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t(`equity.measure.${equity.measure}`)}</th>
                <th scope="col">{t('equity.share')}</th>
              </tr>
            </thead>
            <tbody>
              {equity.shares.map((one) => (
                <tr key={one.userId}>
                  <th scope="row">
                    <bdi dir="auto">{one.name}</bdi>
                  </th>
                  <td>{equity.measure === 'talk' ? format.duration(one.value / 1000) : format.number(one.value)}</td>
                  <td>{format.percent(one.share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

/** Teachers' share against learners'; the words beside it say the same. */
export function StaffBar({ share }: { share: number }) {
  const { t } = useTranslation('analytics');
  return (
    <div className={styles.versus} aria-hidden="true">
      <span>{t('equity.teachers')}</span>
      <svg width="100%" height="14" preserveAspectRatio="none" viewBox="0 0 100 14">
        <rect className={styles.amount} x="0" y="0" width={share * 100} height="14" />
        <rect className={styles.partial} x={share * 100} y="0" width={(1 - share) * 100} height="14" />
      </svg>
      <span>{t('equity.learners')}</span>
    </div>
  );
}
