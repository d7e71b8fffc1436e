import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '@/shared/api/types';
import { useFormat } from '@/shared/i18n/useFormat';
import { Loading } from '@/shared/ui/Loading';
import { Problem } from '@/shared/ui/Problem';
import styles from './schedule.module.css';

interface Props {
  sessions: readonly Session[] | undefined;
  error: unknown;
  retry: () => void;
  /** The link to a session's report, made by the app because it knows the routes. */
  reportLink: (session: Session, label: string) => ReactNode;
}

export function PastSessions({ sessions, error, retry, reportLink }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.past} aria-labelledby="past-title">
      <h2 id="past-title">{t('lobby.pastTitle')}</h2>
      <Content sessions={sessions} error={error} retry={retry} reportLink={reportLink} />
    </section>
  );
}

function Content({ sessions, error, retry, reportLink }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!sessions) return error ? <Problem error={error} retry={retry} /> : <Loading label={t('common.loading')} />;
  const ended = sessions.filter((session) => session.state === 'ended');
  // What was known before a fault may be outdated: an empty list then says nothing.
  if (ended.length === 0 && error) return <Problem error={error} retry={retry} />;
  if (ended.length === 0) return <p className={styles.empty}>{t('lobby.noPast')}</p>;
  return (
    <ul className={styles.list}>
      {ended.map((session) => (
        <li key={session.id} className={styles.row}>
          <div>
            <p className={styles.when}>{format.range(session.startedAt, session.endedAt)}</p>
            {session.endedAt && (
              <p className={styles.text}>{format.duration((Date.parse(session.endedAt) - Date.parse(session.startedAt)) / 1_000)}</p>
            )}
          </div>
          {reportLink(session, t('lobby.report'))}
        </li>
      ))}
    </ul>
  );
}
