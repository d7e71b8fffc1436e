import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { rightShare } from './analytics';
import type { Analytics, Question } from './analyticsApi';
import type { Links } from './AnalyticsTabs';
import { CsvButton, type Fetch } from './CsvButton';
import styles from './analytics.module.css';

/** What was known: question by question, the most missed on top, and learner by learner. */
export function MasteryView({ report, links, fetch }: { report: Analytics; links: Links; fetch: Fetch }) {
  const { t } = useTranslation('analytics');
  const learners = report.learners.filter(({ asked }) => asked > 0);
  return (
    <>
      <section className={styles.card} aria-labelledby="questions-title">
        <div className={styles.head}>
          <h2 id="questions-title">{t('mastery.questions')}</h2>
          {report.questions.length > 0 && <CsvButton file="questions" fetch={fetch} />}
        </div>
        <p className={styles.note}>{t(report.questions.length > 0 ? 'mastery.note' : 'mastery.none')}</p>
        {report.questions.length > 0 && (
          <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('mastery.questionsRegion')}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t('mastery.question')}</th>
                  <th scope="col">{t('mastery.right')}</th>
                  <th scope="col">{t('mastery.answers')}</th>
                </tr>
              </thead>
              <tbody>
                {report.questions.map((question, index) => (
                  <QuestionRow key={index} question={question} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {learners.length > 0 && (
        <section className={styles.card} aria-labelledby="mastery-title">
          <div className={styles.head}>
            <h2 id="mastery-title">{t('mastery.learners')}</h2>
            <CsvButton file="mastery" fetch={fetch} />
          </div>
          <p className={styles.note}>{t('mastery.learnersNote')}</p>
          <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('mastery.learnersRegion')}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{t('name')}</th>
                  <th scope="col">{t('mastery.right')}</th>
                  <th scope="col">{t('mastery.answered')}</th>
                </tr>
              </thead>
              <tbody>
                {learners.map((learner) => (
                  <tr key={learner.userId}>
                    <th scope="row">{links.person(learner)}</th>
                    <td>
                      <Right right={learner.right} of={learner.answered} />
                    </td>
                    <td>
                      <Count n={learner.answered} of={learner.asked} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

function QuestionRow({ question }: { question: Question }) {
  const { t } = useTranslation('analytics');
  const { anonymous, graded, judged, right, present, voted, sessions, text } = question;
  return (
    <tr>
      <th scope="row">
        <bdi dir="auto">{text}</bdi> {anonymous && <span className={styles.tag}>{t('mastery.anonymous')}</span>}
        {sessions.length > 1 && <span className={styles.under}>{t('mastery.times', { count: sessions.length })}</span>}
      </th>
      <td>{rightShare(question) === null ? <span className={styles.note}>{t(graded ? 'mastery.few' : 'mastery.ungraded')}</span> : <Right right={right} of={judged} />}</td>
      <td>
        <Count n={voted} of={Math.max(present, voted)} />
      </td>
    </tr>
  );
}

function Count({ n, of }: { n: number; of: number }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  return t('mastery.of', { n: format.number(n), of: format.number(of) });
}

function Right({ right, of }: { right: number; of: number }) {
  const format = useFormat();
  if (of === 0) return '–';
  return (
    <span className={styles.measure}>
      <svg width="96" height="12" viewBox="0 0 96 12" aria-hidden="true">
        <rect className={styles.track} width="96" height="12" rx="3" />
        <rect className={styles.amount} width={(96 * right) / of} height="12" rx="3" />
      </svg>
      <span>
        {format.percent(right / of)} <span className={styles.note}>(<Count n={right} of={of} />)</span>
      </span>
    </span>
  );
}
