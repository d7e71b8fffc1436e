import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { average, byClassroom, matching } from './analytics';
import type { Analytics } from './analyticsApi';
import type { Links } from './AnalyticsTabs';
import { AttendancePlot } from './AttendancePlot';
import { CsvButton, type Fetch } from './CsvButton';
import { HeatTable } from './HeatTable';
import { Legend } from './Legend';
import styles from './analytics.module.css';

/** Attendance over the term: a column for each class, and below it a row for each learner. */
export function AttendanceView({ report, links, fetch }: { report: Analytics; links: Links; fetch: Fetch }) {
  const { t, i18n } = useTranslation('analytics');
  const format = useFormat();
  const [words, setWords] = useState('');
  const counted = report.sessions.filter((session) => session.counted);
  const learners = matching(report.learners, words, i18n.language);
  const rooms = byClassroom(report);
  const left = report.sessions.length - counted.length;
  return (
    <>
      <section className={styles.card} aria-labelledby="classes-title">
        <div className={styles.head}>
          <h2 id="classes-title">{t('attendance.classes')}</h2>
          <CsvButton file="sessions" fetch={fetch} />
        </div>
        <p>
          {t('attendance.summary', { count: counted.length, share: format.percent(average(counted.map(({ share }) => share))) })}
          {left > 0 && ` ${t('attendance.uncounted', { count: left })}`}
        </p>
        <Legend />
        <div className={rooms.length > 1 ? styles.multiples : undefined}>
          {rooms.map(({ id, title, meetings }) => (
            <figure key={id} className={styles.figure}>
              {rooms.length > 1 && (
                <figcaption>
                  <bdi dir="auto">{title}</bdi>
                </figcaption>
              )}
              <AttendancePlot title={title} meetings={meetings} links={links} />
            </figure>
          ))}
        </div>
      </section>
      <section className={styles.card} aria-labelledby="learners-title">
        <div className={styles.head}>
          <h2 id="learners-title">{t('attendance.learners')}</h2>
          <CsvButton file="attendance" fetch={fetch} />
        </div>
        <p className={styles.note}>{t('attendance.learnersNote')}</p>
        {report.learners.length > 8 && (
          <label className={styles.find}>
            {t('attendance.find')}
            <input type="search" value={words} onChange={(event) => setWords(event.target.value)} />
          </label>
        )}
        <p className="srOnly" role="status">
          {words.trim() !== '' && t('attendance.found', { count: learners.length })}
        </p>
        {learners.length > 0 ? <HeatTable meetings={report.sessions} learners={learners} links={links} /> : <p className={styles.note}>{t('attendance.nobody')}</p>}
      </section>
    </>
  );
}
