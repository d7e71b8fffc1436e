import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { average, stack, statuses } from './analytics';
import type { Meeting } from './analyticsApi';
import type { Links } from './AnalyticsTabs';
import { Mark } from './Mark';
import { useDay } from './useDay';
import styles from './analytics.module.css';

const height = 150;
const axis = 22;
const edge = 40;
/** For the half of the last label that stands beyond its column. */
const beyond = 24;
const gap = 0.2;
/** Marks are drawn where there is room for them. */
const roomy = 12;

/** Columns of how a class was attended, with a line of the mean presence; the same as a table below. */
export function AttendancePlot({ title, meetings, links }: { title: string; meetings: readonly Meeting[]; links: Links }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const wide = Math.max(320, edge + meetings.length * 22 + beyond);
  return (
    <>
      {/* Time runs one way in every language. */}
      <div className={styles.plot} dir="ltr" role="region" tabIndex={0} aria-label={t('attendance.plotRegion', { title })}>
        <svg
          role="img"
          width={wide}
          height={height + axis + 8}
          viewBox={`0 0 ${wide} ${height + axis + 8}`}
          aria-label={t('attendance.plot', { title, count: meetings.length, share: format.percent(average(meetings.map(({ share }) => share))) })}
        >
          <Scale wide={wide} />
          <Columns meetings={meetings} wide={wide} />
        </svg>
      </div>
      <details className={styles.details}>
        <summary>{t('asTable')}</summary>
        <PlotTable title={title} meetings={meetings} links={links} />
      </details>
    </>
  );
}

function Scale({ wide }: { wide: number }) {
  const format = useFormat();
  return [0, 0.5, 1].map((share) => (
    <g key={share} aria-hidden="true">
      <line className={styles.rule} x1={edge} x2={wide} y1={8 + height * (1 - share)} y2={8 + height * (1 - share)} />
      <text className={styles.tick} x={edge - 6} y={12 + height * (1 - share)} textAnchor="end">
        {format.percent(share)}
      </text>
    </g>
  ));
}

function Columns({ meetings, wide }: { meetings: readonly Meeting[]; wide: number }) {
  const day = useDay();
  const pitch = Math.min(72, (wide - edge - beyond) / Math.max(1, meetings.length));
  const width = pitch * (1 - gap);
  const left = (index: number) => edge + 4 + index * pitch;
  const every = Math.ceil(56 / pitch);
  const line = meetings.map(({ share }, index) => `${index === 0 ? 'M' : 'L'}${left(index) + width / 2} ${8 + height * (1 - share)}`).join(' ');
  return (
    <>
      {meetings.map((meeting, index) => (
        <g key={meeting.id}>
          {stack(meeting).map(({ status, from, to }) => (
            <g key={status}>
              <rect className={styles[status]} x={left(index)} width={width} y={8 + height * (1 - to)} height={height * (to - from)} />
              {height * (to - from) >= roomy && width >= roomy && <Mark status={status} x={left(index) + width / 2} y={8 + height * (1 - (from + to) / 2)} />}
            </g>
          ))}
          {index % every === 0 && (
            <text className={styles.tick} x={left(index) + width / 2} y={height + axis + 2} textAnchor="middle">
              {day(meeting.startedAt)}
            </text>
          )}
        </g>
      ))}
      <path className={styles.halo} d={line} />
      <path className={styles.line} d={line} />
    </>
  );
}

function PlotTable({ title, meetings, links }: { title: string; meetings: readonly Meeting[]; links: Links }) {
  const { t } = useTranslation('analytics');
  const { t: common } = useTranslation();
  const format = useFormat();
  const names = { present: 'present', late: 'late', leftEarly: 'left_early', partial: 'partial', absent: 'absent' } as const;
  return (
    <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('attendance.tableRegion', { title })}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('attendance.class')}</th>
            {statuses.map((status) => (
              <th key={status} scope="col">
                {common(`attendance.status.${names[status]}`)}
              </th>
            ))}
            <th scope="col">{t('attendance.mean')}</th>
          </tr>
        </thead>
        <tbody>
          {meetings.map((meeting) => (
            <tr key={meeting.id}>
              <th scope="row">{links.report(meeting, meeting.startedAt ? format.dateTime(meeting.startedAt) : meeting.title)}</th>
              {statuses.map((status) => (
                <td key={status}>{meeting[status]}</td>
              ))}
              <td>{format.percent(meeting.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
