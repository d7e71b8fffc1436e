import { useState } from 'react';
import { MicOff, Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from './roster.module.css';
import { searchPeople, sortPeople, type RosterEntry } from './people';
import { PersonRow, type Moderation } from './PersonRow';

interface Props {
  people: readonly RosterEntry[];
  /** Null for people who can't moderate. */
  moderation: Moderation | null;
  onMuteAll: () => void;
  onClose: () => void;
}

const searchFrom = 6;

/** Who is in class, with roles, microphones and what a teacher may do. */
export function PeoplePanel({ people, moderation, onMuteAll, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [query, setQuery] = useState('');
  const sorted = sortPeople(people, i18n.language);
  const shown = searchPeople(sorted, query);
  const othersSpeak = people.some((person) => !person.isYou && person.mic === 'on');
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <h2 id="people-title">
          {t('people.title')} <span className={styles.count}>{t('people.count', { count: people.length })}</span>
        </h2>
        <Button variant="quiet" iconOnly onClick={onClose} aria-label={t('people.close')}>
          <X size={20} aria-hidden="true" />
        </Button>
      </div>
      {people.length >= searchFrom && (
        <div className={styles.search}>
          <Search size={16} aria-hidden="true" />
          <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} placeholder={t('people.search')} aria-label={t('people.search')} />
        </div>
      )}
      {moderation && (
        <div className={styles.actions}>
          <Button size="small" onClick={onMuteAll} disabled={!othersSpeak}>
            <MicOff size={16} aria-hidden="true" />
            {t('people.muteAll')}
          </Button>
        </div>
      )}
      <ul className={styles.list} aria-labelledby="people-title">
        {shown.map((person) => (
          <PersonRow key={person.userId} person={person} moderation={moderation} />
        ))}
      </ul>
      {shown.length === 0 && <p className={styles.none}>{query ? t('people.noMatch', { query }) : t('people.nobody')}</p>}
    </div>
  );
}
