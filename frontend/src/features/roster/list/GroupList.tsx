import { useTranslation } from 'react-i18next';
import { GroupName } from './GroupName';
import styles from './list.module.css';
import { bySet } from './roster';
import type { RosterPage } from './rosterApi';

/** The groups that the course has, with who is in them. */
export function GroupList({ page }: { page: RosterPage }) {
  const { t } = useTranslation('roster');
  const { groups, groupSource, people, refresh } = page;
  const names = new Map(people.map((person) => [person.userId, person.name]));
  const untold = groups.length > 0 && groupSource === 'service' && people.every((person) => person.groupIds.length === 0);
  return (
    <section className={styles.card} aria-labelledby="groups">
      <h2 id="groups">{t('groups.title')}</h2>
      <p className={styles.note}>{groups.length === 0 || groupSource === '' ? t('groups.none') : t(`groups.${groupSource}`)}</p>
      {refresh.groupsFailure !== '' && <p className={styles.warn}>{t('refresh.groupsFailed')}</p>}
      {untold && <p className={styles.note}>{t('groups.unknown')}</p>}
      {bySet(groups).map((set) => (
        <div key={set.name} className={styles.set}>
          {set.name && (
            <h3>
              <bdi dir="auto">{set.name}</bdi>
            </h3>
          )}
          <ul className={styles.groups}>
            {set.groups.map((group) => (
              <li key={group.id}>
                <details>
                  <summary>
                    <GroupName id={group.id} groups={groups} /> <span className={styles.note}>{t('count', { count: group.members.length })}</span>
                  </summary>
                  {group.members.length === 0 ? (
                    <p className={styles.note}>{t('groups.nobody')}</p>
                  ) : (
                    <ul className={styles.names}>
                      {group.members.map((id) => (
                        <li key={id}>
                          <bdi dir="auto">{names.get(id) ?? ''}</bdi>
                        </li>
                      ))}
                    </ul>
                  )}
                </details>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
