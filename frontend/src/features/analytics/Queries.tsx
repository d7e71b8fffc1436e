import { ClipboardCopy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { ofLearner, ofSession } from './analytics';
import type { Analytics } from './analyticsApi';
import styles from './analytics.module.css';

/** What a learning record store is asked for the same figures. */
export function Queries({ report }: { report: Analytics }) {
  const { t } = useTranslation('analytics');
  const last = report.sessions.findLast(({ counted }) => counted);
  const someone = report.learners.find(({ attended }) => attended > 0);
  return (
    <section className={styles.card} aria-labelledby="queries-title">
      <h2 id="queries-title">{t('tab.queries')}</h2>
      <p>{t('queries.intro')}</p>
      <ul className={styles.queries}>
        {report.queries.map(({ figure, classroomId, query }) => {
          const room = report.classrooms.find(({ id }) => id === classroomId);
          return (
            <li key={`${figure} ${classroomId}`}>
              <h3>
                {t(`queries.figure.${figure}`)}
                {report.classrooms.length > 1 && room && (
                  <>
                    {' · '}
                    <bdi dir="auto">{room.title}</bdi>
                  </>
                )}
              </h3>
              <p className={styles.note}>{t(`queries.says.${figure}`)}</p>
              <Line label={t('queries.term')} query={query} />
              {figure === 'attendance' && last?.classroomId === classroomId && <Line label={t('queries.session')} query={ofSession(query, last.registration)} />}
              {figure === 'attendance' && someone?.classroomId === classroomId && <Line label={t('queries.learner', { name: someone.name })} query={ofLearner(query, someone)} />}
            </li>
          );
        })}
      </ul>
      <p className={styles.note}>{t('queries.credentials')}</p>
    </section>
  );
}

function Line({ label, query }: { label: string; query: string }) {
  const { t } = useTranslation('analytics');
  const { notices, announcer } = useFeedback();
  const address = `${window.location.origin}/xapi/statements?${query}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      announcer.say(t('queries.copied'));
    } catch {
      notices.show(t('queries.notCopied'), 'problem');
    }
  };
  return (
    <div className={styles.query}>
      <div className={styles.queryHead}>
        <bdi dir="auto">{label}</bdi>
        <Button size="small" onClick={() => void copy()}>
          <ClipboardCopy size={16} aria-hidden="true" />
          {t('queries.copy')}
          <span className="srOnly"> {label}</span>
        </Button>
      </div>
      <code dir="ltr">{address}</code>
    </div>
  );
}
