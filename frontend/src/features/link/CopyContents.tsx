import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { activities } from './draft';
import styles from './link.module.css';
import type { CopyAncestor } from './linkApi';

/** What would be taken over from a class, line by line. */
export function CopyContents({ ancestor }: { ancestor: CopyAncestor }) {
  const { t } = useTranslation('link');
  const format = useFormat();
  const { tier, settings, columns } = ancestor.plan;
  const { attendance, schedule, entry, maxParticipants } = settings;
  const shown = columns.filter(({ enabled }) => enabled).map((column) => {
    const known = activities.find((activity) => activity === column.activity);
    const name = column.title || (known ? t(`columns.${known}`) : column.activity === 'manual' || column.activity === 'breakout' ? t(`columns.${column.activity}`) : column.activity);
    return t('copy.column', { name, maximum: format.number(column.maximum) });
  });
  const minutes = (seconds: number) => format.duration(seconds);
  return (
    <div className={styles.copyContents}>
      <h3>{t('copy.what')}</h3>
      <ul>
        <li>{t('copy.tier', { tier: t(`tier.${tier}`), count: maxParticipants })}</li>
        {schedule.lengthMinutes > 0 && <li>{t('copy.length', { length: minutes(schedule.lengthMinutes * 60) })}</li>}
        <li>{t(entry.observers ? 'copy.observers' : 'copy.noObservers')}</li>
        <li>{t('copy.attendance', { share: format.percent(attendance.threshold), late: minutes(attendance.lateAfterSeconds), early: minutes(attendance.leftEarlySeconds) })}</li>
        <li>{shown.length > 0 ? t('copy.columns', { list: format.list(shown) }) : t('copy.noColumns')}</li>
        <li>{t('copy.rules')}</li>
        {ancestor.polls > 0 && <li>{t('copy.polls', { count: ancestor.polls })}</li>}
      </ul>
    </div>
  );
}
