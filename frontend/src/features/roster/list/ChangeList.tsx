import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import styles from './list.module.css';
import type { RosterChange, RosterPage } from './rosterApi';

/** Who joined, left, came back or became something else, the newest first. */
export function ChangeList({ page }: { page: RosterPage }) {
  const { t } = useTranslation('roster');
  const format = useFormat();
  const names = new Map(page.people.map((person) => [person.userId, person.name]));
  return (
    <section className={styles.card} aria-labelledby="changes">
      <h2 id="changes">{t('changes.title')}</h2>
      {page.changes.length === 0 && <p className={styles.note}>{t('changes.none')}</p>}
      <ol className={styles.changes}>
        {page.changes.map((change, i) => (
          <li key={`${change.at ?? ''}${change.userId}${change.kind}${i}`}>
            <span>
              <bdi dir="auto">{names.get(change.userId) ?? ''}</bdi> <Words change={change} />
            </span>
            {change.at && <time dateTime={change.at}>{format.dateTime(change.at)}</time>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Words({ change }: { change: RosterChange }) {
  const { t } = useTranslation('roster');
  const { t: common } = useTranslation();
  const word = (role: RosterChange['roleAfter']) => (role === '' ? '' : common(`role.${role}`));
  return <>{t(`changes.${change.kind}`, { before: word(change.roleBefore), role: word(change.roleAfter) })}</>;
}
