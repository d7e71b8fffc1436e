import { Fragment, lazy, Suspense, useState } from 'react';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GradeLine } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import { cx } from '@/shared/ui/classes';
import { statusTone } from '@/features/attendance/attendance';
import { PresenceBar } from '@/features/attendance/PresenceBar';
import { GradeChip } from '@/features/grade/GradeChip';
import type { ReportLine } from '@/features/report/report';
import { LineDetail } from './LineDetail';
import styles from './reportPage.module.css';

const OverrideDialog = lazy(() => import('@/features/grade/OverrideDialog').then(({ OverrideDialog: component }) => ({ default: component })));

interface Props {
  sessionId: string;
  lines: readonly ReportLine[];
  startedAt: string;
  endedAt: string;
  mayOverride: boolean;
}

/** Every learner in a row; each row opens to its evidence. */
export function ReportTable({ sessionId, lines, startedAt, endedAt, mayOverride }: Props) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<GradeLine | null>(null);
  if (lines.length === 0) {
    return (
      <section className={styles.tableCard}>
        <h2>{t('report.students')}</h2>
        <p className={styles.muted}>{t('report.noStudents')}</p>
      </section>
    );
  }
  const asked = lines.some((line) => line.quiz);
  return (
    <div className={styles.tableCard}>
      <h2 id="students-title">{t('report.students')}</h2>
      {/* A wide table scrolls in its own box; the page never does. */}
      <div className={styles.scroll} role="region" aria-labelledby="students-title" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('report.name')}</th>
              <th scope="col" className={cx(styles.barColumn, styles.wideOnly)}>
                {t('report.present')}
              </th>
              <th scope="col" className={styles.wideOnly}>
                {t('report.joined')}
              </th>
              <th scope="col" className={styles.wideOnly}>
                {t('report.left')}
              </th>
              <th scope="col" className={cx(styles.end, styles.wideOnly)}>
                {t('report.timeColumn')}
              </th>
              <th scope="col">{t('report.status')}</th>
              <th scope="col" className={styles.end}>
                {t('report.score')}
              </th>
              {asked && (
                <th scope="col" className={styles.end}>
                  {t('report.quiz')}
                </th>
              )}
              <th scope="col">{t('report.lms')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Row key={line.attendance.userId} line={line} asked={asked} startedAt={startedAt} endedAt={endedAt} onOverride={mayOverride ? setEditing : null} />
            ))}
          </tbody>
        </table>
      </div>
      <Suspense fallback={null}>
        <OverrideDialog sessionId={sessionId} line={editing} onClose={() => setEditing(null)} />
      </Suspense>
    </div>
  );
}

interface RowProps {
  line: ReportLine;
  /** There was a quiz. */
  asked: boolean;
  startedAt: string;
  endedAt: string;
  onOverride: ((line: GradeLine) => void) | null;
}

function Row({ line, asked, startedAt, endedAt, onOverride }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { attendance, grade, quiz } = line;
  const { status } = attendance;
  const detailId = `detail-${attendance.userId}`;
  const { firstJoinedAt, lastLeftAt } = attendance;
  const times = firstJoinedAt && lastLeftAt ? format.span(firstJoinedAt, lastLeftAt) : null;
  return (
    <Fragment>
      <tr className={cx(open && styles.openRow)}>
        <th scope="row">
          <Button variant="quiet" size="small" className={styles.expand} aria-expanded={open} aria-controls={detailId} onClick={() => setOpen(!open)}>
            <ChevronDown size={16} aria-hidden="true" className={cx(styles.chevron, open && styles.turned)} />
            <bdi dir="auto">{attendance.name}</bdi>
            <span className="srOnly">{t('report.details')}</span>
          </Button>
        </th>
        <td className={styles.wideOnly}>
          <PresenceBar line={attendance} startedAt={startedAt} endedAt={endedAt} />
        </td>
        <td className={cx('numeric', styles.wideOnly)}>{times?.from ?? (firstJoinedAt ? format.time(firstJoinedAt) : '–')}</td>
        <td className={cx('numeric', styles.wideOnly)}>{times?.to ?? '–'}</td>
        <td className={cx('numeric', styles.end, styles.wideOnly)}>{attendance.intervals.length > 0 ? format.duration(attendance.presentSeconds, 'short') : '–'}</td>
        <td>
          <Chip tone={statusTone[status]}>{t(`attendance.status.${status}`)}</Chip>
        </td>
        <td className={cx('numeric', styles.end)}>
          {grade ? format.number(grade.scoreGiven) : '–'}
          {grade?.override && <span className={styles.edited}>{t('grade.edited')}</span>}
        </td>
        {asked && <td className={cx('numeric', styles.end)}>{quiz ? format.number(quiz.scoreGiven) : '–'}</td>}
        <td>{grade ? <GradeChip state={grade.state} /> : '–'}</td>
      </tr>
      <tr id={detailId} hidden={!open} className={styles.detailRow}>
        <td colSpan={asked ? 9 : 8}>{open && <LineDetail line={line} onOverride={onOverride} />}</td>
      </tr>
    </Fragment>
  );
}
