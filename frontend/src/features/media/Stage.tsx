import { useState } from 'react';
import { MonitorUp, UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { Gallery } from './Gallery';
import { mainSpeaker } from './order';
import type { Participant } from './participants';
import styles from './stage.module.css';
import { Tile } from './Tile';
import { VideoView } from './VideoView';

export type Layout = 'gallery' | 'speaker';

interface Props {
  people: readonly Participant[];
  roles: ReadonlyMap<string, Role>;
  layout: Layout;
  pinned: string | null;
  onPin: (identity: string | null) => void;
  /** Whose screen to show where several share one, by user id. */
  screen?: string | null;
  emptyText: string;
  /** The person doesn't want to see themselves; the others still do. */
  hideSelf: boolean;
}

/** A pinned person wins, then a shared screen, then the chosen layout. */
export function Stage({ people: everyone, roles, layout, pinned, onPin, screen = null, emptyText, hideSelf }: Props) {
  const sharer = everyone.find((person) => person.screen && person.userId === screen) ?? everyone.find((person) => person.screen && !person.isLocal) ?? everyone.find((person) => person.screen);
  const people = hideSelf ? everyone.filter((person) => !person.isLocal) : everyone;
  const pinnedHere = pinned !== null && people.some((person) => person.identity === pinned);
  const [current, setCurrent] = useState<string | null>(null);
  const main = mainSpeaker(people, pinned, current);
  if (main !== current) setCurrent(main);
  const focus = people.find((person) => person.identity === main);
  if (people.length === 0 && !sharer) return <div className={styles.empty}>{emptyText}</div>;
  const strip = { people, roles, pinned, onPin };
  if (sharer && !pinnedHere) {
    return (
      <Focus strip={<Strip {...strip} />}>
        <Screen person={sharer} />
      </Focus>
    );
  }
  if ((layout === 'speaker' || pinnedHere) && focus && people.length > 1) {
    return (
      <Focus strip={<Strip {...strip} people={people.filter((person) => person !== focus)} />}>
        <div className={styles.fitted}>
          <Tile person={focus} role={roles.get(focus.userId) ?? null} large pinned={pinned === focus.identity} onPin={onPin} />
        </div>
      </Focus>
    );
  }
  return (
    <>
      <Gallery people={people} roles={roles} pinned={pinned} onPin={onPin} />
      {people.length === 1 && people[0]?.isLocal && (
        <p className={styles.alone}>
          <UsersRound size={18} aria-hidden="true" />
          {emptyText}
        </p>
      )}
    </>
  );
}

function Focus({ strip, children }: { strip: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className={styles.focus}>
      <div className={styles.main}>{children}</div>
      {strip}
    </div>
  );
}

function Strip({ people, roles, pinned, onPin }: Pick<Props, 'people' | 'roles' | 'pinned' | 'onPin'>) {
  const { t } = useTranslation();
  return (
    <ul className={styles.strip} aria-label={t('class.strip')}>
      {people.map((person) => (
        <li key={person.identity}>
          <Tile person={person} role={roles.get(person.userId) ?? null} small pinned={pinned === person.identity} onPin={onPin} />
        </li>
      ))}
    </ul>
  );
}

function Screen({ person }: { person: Participant }) {
  const { t } = useTranslation();
  const text = person.isLocal ? t('class.youShare') : t('class.shares', { name: person.name });
  if (person.isLocal) {
    return (
      <div className={styles.ownScreen}>
        <MonitorUp size={40} aria-hidden="true" />
        <p>{text}</p>
        <p className={styles.ownHint}>{t('class.youShareHint')}</p>
      </div>
    );
  }
  return (
    <figure className={styles.screen}>
      {person.screen && <VideoView track={person.screen} className={styles.screenVideo} />}
      <figcaption className={styles.label}>
        <MonitorUp size={16} aria-hidden="true" />
        <bdi className={styles.name}>{text}</bdi>
      </figcaption>
    </figure>
  );
}
