import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import type { Activity, GradingPreview } from './desk';
import styles from './desk.module.css';

const activities: readonly Activity[] = ['attendance', 'participation', 'quiz', 'breakout', 'manual'];

/** What changed rules would do to the last class: only what changes, and the mean of each activity. */
export function PreviewTable({ preview }: { preview: GradingPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!preview.sessionId) return <p className={styles.under}>{t('desk.noLastClass')}</p>;
  const changes = preview.changes.filter((one) => one.before !== one.after);
  const show = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format.number(value));
  const name = (activity: string) => {
    const known = activities.find((one) => one === activity);
    return known ? t(`desk.activity.${known}`) : activity;
  };
  return (
    <>
      <p role="status" className={styles.under}>
        {changes.length === 0 ? t('desk.previewNone') : t('desk.previewCount', { count: changes.length })}
      </p>
      {changes.length > 0 && (
        <div className={styles.previewScroll} tabIndex={0} role="region" aria-labelledby="preview-title">
          <table className={styles.previewTable}>
            <thead>
              <tr>
                <th scope="col">{t('report.name')}</th>
                <th scope="col">{t('desk.activityColumn')}</th>
                <th scope="col">{t('desk.before')}</th>
                <th scope="col">{t('desk.after')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((one) => (
                <tr key={`${one.userId} ${one.activity}`}>
                  <th scope="row">
                    <bdi dir="auto">{one.name}</bdi>
                    {one.decided && <span className={styles.under}>{t('desk.decidedStays')}</span>}
                  </th>
                  <td>{name(one.activity)}</td>
                  <td>{show(one.before)}</td>
                  <td>{show(one.after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
