import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { step } from '@/shared/ui/grid';
import type { Column } from './analytics';
import type { Cell, Learner, Meeting } from './analyticsApi';
import type { Links } from './AnalyticsTabs';
import { Mark } from './Mark';
import { Trend } from './Trend';
import { useDay } from './useDay';
import styles from './analytics.module.css';

interface Props {
  meetings: readonly Meeting[];
  learners: readonly Learner[];
  links: Links;
}

/** Learners and classes as a grid: one stop for Tab, arrows inside. The first column names, the second sums up. */
export function HeatTable({ meetings, learners, links }: Props) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const day = useDay();
  const [at, setAt] = useState({ row: 1, column: 0 });
  const box = useRef<HTMLDivElement>(null);
  const rows = learners.length + 1;
  const columns = meetings.length + 2;
  const here = { row: Math.min(at.row, rows - 1), column: at.row === 0 ? Math.max(2, at.column) : Math.min(at.column, columns - 1) };
  // The newest classes are what somebody looks for.
  useLayoutEffect(() => {
    const element = box.current;
    if (element) element.scrollLeft = document.documentElement.dir === 'rtl' ? -element.scrollWidth : element.scrollWidth;
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = step(event.key, here, rows, columns, document.documentElement.dir === 'rtl');
    const target = next && box.current?.querySelector<HTMLElement>(`[data-at="${next.row}.${next.column}"]`);
    if (!next || !target) return;
    event.preventDefault();
    setAt(next);
    target.focus();
  };
  const stop = (row: number, column: number) => ({
    'data-at': `${row}.${column}`,
    tabIndex: row === here.row && column === here.column ? 0 : -1,
    onFocus: () => setAt({ row, column }),
  });
  return (
    <div ref={box} className={styles.heatBox}>
      <table role="grid" className={styles.heat} aria-label={t('attendance.grid')} aria-rowcount={rows} aria-colcount={columns} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col" className={styles.name}>
              {t('name')}
            </th>
            <th scope="col">{t('attendance.attended')}</th>
            {meetings.map((meeting, index) => (
              <th key={meeting.id} scope="col" className={styles.day}>
                {links.report(
                  meeting,
                  <>
                    {day(meeting.startedAt)}
                    <span className="srOnly"> {meeting.title}</span>
                  </>,
                  stop(0, index + 2),
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {learners.map((learner, index) => (
            <tr key={learner.userId}>
              <th scope="row" className={styles.name}>
                {links.person(learner, stop(index + 1, 0))}
                {learner.left && <span className={styles.under}>{t('attendance.left')}</span>}
              </th>
              <td className={styles.sum} {...stop(index + 1, 1)}>
                {t('attendance.of', { attended: format.number(learner.attended), counted: format.number(learner.counted) })}
                <span className={styles.under}>
                  {learner.counted > 0 && format.percent(learner.share)} <Trend trend={learner.trend} />
                </span>
              </td>
              {learner.cells.map((cell, column) => (
                <td key={meetings[column]?.id ?? column} className={styles.cell} {...stop(index + 1, column + 2)}>
                  <HeatCell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const columnOf: Record<Exclude<Cell['status'], ''>, Column> = { present: 'present', late: 'late', left_early: 'leftEarly', partial: 'partial', absent: 'absent' };

function HeatCell({ cell: { status, share } }: { cell: Cell }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const format = useFormat();
  if (status === '') {
    return (
      <span className={styles.none}>
        <span aria-hidden="true">·</span>
        <span className="srOnly">{t('attendance.notCounted')}</span>
      </span>
    );
  }
  const column = columnOf[status];
  return (
    <>
      <svg width="34" height="30" viewBox="0 0 34 30" aria-hidden="true">
        <rect className={styles[column]} x="0.5" y="0.5" width="33" height="29" rx="4" />
        <Mark status={column} x={17} y={status === 'absent' ? 15 : 8} />
        {status !== 'absent' && (
          <text className={styles.share} x="17" y={status === 'present' ? 19 : 25} textAnchor="middle">
            {Math.round(share * 100)}
          </text>
        )}
      </svg>
      <span className="srOnly">{status === 'absent' ? common('attendance.status.absent') : `${common(`attendance.status.${status}`)}, ${format.percent(share)}`}</span>
    </>
  );
}
