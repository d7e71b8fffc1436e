import { useId, useState, type ReactNode } from 'react';
import { MicOff, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from './roster.module.css';
import { groupPeople, searchPeople, sortPeople, type PeopleGroup, type RosterEntry } from './people';
import { PersonRow, type Moderation, type PersonPart } from './PersonRow';

interface Props {
  people: readonly RosterEntry[];
  /** The room that the person is in: who is there comes first. */
  place?: string;
  /** Null for people who can't moderate. */
  moderation: Moderation | null;
  onMuteAll: () => void;
  /** What others have to add at a person's row, such as a place in the queue of hands. */
  part?: ((person: RosterEntry) => PersonPart | null) | null;
  /** What stands above everybody. */
  above?: ReactNode;
}

const searchOver = 12;

/** Who is in class, with roles, microphones and what a teacher may do. */
export function PeoplePanel({ people, place = 'main', moderation, onMuteAll, part, above }: Props) {
  const { t, i18n } = useTranslation();
  const [query, setQuery] = useState('');
  const searches = people.length > searchOver;
  const asked = searches ? query : '';
  const shown = searchPeople(sortPeople(people, i18n.language), asked);
  const away = shown.filter(({ room }) => room !== place);
  const othersSpeak = people.some((person) => !person.isYou && person.mic === 'on');
  return (
    <div className={styles.panel}>
      {(searches || moderation) && (
        <div className={styles.actions}>
          {searches && (
            <div className={styles.search}>
              <Search size={16} aria-hidden="true" />
              <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} placeholder={t('people.search')} aria-label={t('people.search')} />
            </div>
          )}
          {moderation && (
            <Button size="small" onClick={onMuteAll} disabled={!othersSpeak}>
              <MicOff size={16} aria-hidden="true" />
              {t('people.muteAll')}
            </Button>
          )}
        </div>
      )}
      <div className={styles.lists}>
        {above}
        {groupPeople(shown.filter(({ room }) => room === place)).map((entry) => (
          <Group key={entry.group} {...entry} moderation={moderation} part={part} />
        ))}
        {away.length > 0 && <Group group="elsewhere" people={away} moderation={moderation} part={part} />}
        {shown.length === 0 && <p className={styles.none}>{asked ? t('people.noMatch', { query: asked }) : t('people.nobody')}</p>}
      </div>
    </div>
  );
}

interface GroupProps extends Pick<Props, 'moderation' | 'part'> {
  group: PeopleGroup | 'elsewhere';
  people: readonly RosterEntry[];
}

function Group({ group, people, moderation, part }: GroupProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className={styles.group}>
      <h2 id={id} className={styles.groupTitle}>
        {t(`people.group.${group}`)} <span className={styles.count}>{t('people.count', { count: people.length })}</span>
      </h2>
      <ul aria-labelledby={id}>
        {people.map((person) => (
          <PersonRow key={person.userId} person={person} moderation={moderation} part={part?.(person) ?? null} away={group === 'elsewhere'} />
        ))}
      </ul>
    </section>
  );
}
