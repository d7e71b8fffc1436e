import { Check, Clock, Hourglass, Pencil, TriangleAlert, UserCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { lookOf, type DeskCell, type Look } from './desk';
import styles from './desk.module.css';

const icons = { failed: TriangleAlert, changed: Pencil, held: Hourglass, queued: Clock, excused: UserCheck, sent: Check, draft: null, none: null };

/** A look has an icon and words beside its colour. */
export function LookMark({ look }: { look: Look }) {
  const { t } = useTranslation();
  const Icon = icons[look];
  if (look === 'none') return null;
  return (
    <span className={styles.mark} data-look={look}>
      {Icon && <Icon size={14} aria-hidden="true" />}
      {t(`desk.look.${look}`)}
    </span>
  );
}

/** A score, how it stands, and what the LMS has where that is another one. */
export function CellView({ cell }: { cell: DeskCell }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { score, lms } = cell;
  const look = lookOf(cell);
  const value = score && !score.excused ? format.number(score.scoreGiven) : '–';
  return (
    <>
      <span className={styles.value}>
        <bdi dir="ltr">{value}</bdi>
        {score?.override && (
          <span className={styles.edited}>
            <Pencil size={12} aria-hidden="true" />
            <span className="srOnly">{t('desk.overridden')}</span>
          </span>
        )}
      </span>
      <LookMark look={look} />
      {cell.readAt && (look === 'changed' || look === 'held') && (
        <span className={styles.lms}>{lms ? t('desk.inLms', { score: format.number(lms.scoreGiven), maximum: format.number(lms.scoreMaximum) }) : t('desk.nothingInLms')}</span>
      )}
      {score?.column && score.column.sessions > 1 && (
        <span className={styles.lms}>{t('desk.columnScore', { score: format.number(score.column.scoreGiven), maximum: format.number(score.column.scoreMaximum) })}</span>
      )}
    </>
  );
}
