import { memo, type ReactNode } from 'react';
import { Ellipsis, Mic, MicOff, Monitor, MonitorUp, Smartphone, Tablet, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MuteSource, Role } from '@/shared/api/types';
import { Avatar } from '@/shared/ui/Avatar';
import { buttonClass } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { Menu, MenuAction, MenuGroup } from '@/shared/ui/Menu';
import type { RosterEntry } from './people';
import styles from './roster.module.css';

export interface Moderation {
  mute: (person: RosterEntry, source: MuteSource) => void;
  remove: (person: RosterEntry) => void;
  /** Null for whoever may not change what somebody is in this class. */
  setRole: ((person: RosterEntry, role: 'assistant' | 'learner') => void) | null;
}

export interface PersonAction {
  id: string;
  label: string;
  icon?: ReactNode;
  disabled?: boolean;
  danger?: boolean;
  act(): void;
}

/** What a feature adds at a person's row. */
export interface PersonPart {
  /** Before the microphone, small: a place in a queue, for example. */
  badge?: ReactNode;
  /** In the person's menu, above the others. */
  actions?: readonly PersonAction[];
}

interface Props {
  person: RosterEntry;
  moderation: Moderation | null;
  part?: PersonPart | null;
  /** In another room: nothing is known of the microphone and the camera. */
  away?: boolean;
}

export const PersonRow = memo(function PersonRow({ person, moderation, part, away = false }: Props) {
  const { t } = useTranslation();
  const actions = part?.actions ?? [];
  const moderates = moderation !== null && !person.isYou;
  return (
    <li className={cx(styles.row, person.away && styles.away)}>
      <Avatar id={person.userId} name={person.name} />
      <div className={styles.who}>
        <p className={styles.name}>
          <bdi dir="auto">{person.name}</bdi>
          {person.isYou && <span className={styles.you}> {t('people.you')}</span>}
        </p>
        <p className={styles.role}>
          <DeviceIcon device={person.device} />
          <span>
            {t(`role.${person.role}`)}
            {!person.connected && ` · ${t('people.connecting')}`}
            {person.away && ` · ${t('people.away')}`}
          </span>
        </p>
      </div>
      {part?.badge}
      {person.role !== 'observer' && !away && <MediaState person={person} />}
      {(moderates || actions.length > 0) && (
        <Menu label={t('people.actions', { name: person.name })} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
          {actions.length > 0 && (
            <MenuGroup label={person.name}>
              {actions.map(({ id, label, act, ...look }) => (
                <MenuAction key={id} onAction={act} {...look}>
                  {label}
                </MenuAction>
              ))}
            </MenuGroup>
          )}
          {moderates && <ModerationGroup person={person} moderation={moderation} />}
        </Menu>
      )}
    </li>
  );
});

const otherRole: Partial<Record<Role, 'assistant' | 'learner'>> = { learner: 'assistant', assistant: 'learner' };

function ModerationGroup({ person, moderation }: { person: RosterEntry; moderation: Moderation }) {
  const { t } = useTranslation();
  const { mute, remove, setRole } = moderation;
  const next = otherRole[person.role];
  return (
    <MenuGroup label={t('people.actions', { name: person.name })}>
      <MenuAction onAction={() => mute(person, 'microphone')} disabled={person.mic !== 'on'}>
        {t('people.mute')}
      </MenuAction>
      <MenuAction onAction={() => mute(person, 'camera')} disabled={!person.camera}>
        {t('people.stopCamera')}
      </MenuAction>
      <MenuAction onAction={() => mute(person, 'screen_share')} disabled={!person.sharing}>
        {t('people.stopShare')}
      </MenuAction>
      {setRole && next && <MenuAction onAction={() => setRole(person, next)}>{t(`people.make.${next}`)}</MenuAction>}
      <MenuAction danger onAction={() => remove(person)}>
        {t('people.remove')}
      </MenuAction>
    </MenuGroup>
  );
}

function DeviceIcon({ device }: Pick<RosterEntry, 'device'>) {
  const { t } = useTranslation();
  if (device === 'unknown') return null;
  const Icon = device === 'phone' ? Smartphone : device === 'tablet' ? Tablet : Monitor;
  return <Icon size={13} role="img" aria-label={t(`people.device.${device}`)} />;
}

function MediaState({ person }: { person: RosterEntry }) {
  const { t } = useTranslation();
  const micText = person.mic === 'on' ? t('people.micOn') : t('people.micOff');
  return (
    <div className={styles.state}>
      {person.sharing && <MonitorUp size={18} role="img" aria-label={t('people.sharing')} />}
      {person.mic === 'on' ? (
        <Mic size={18} role="img" aria-label={micText} className={cx(person.speaking && styles.speaking)} />
      ) : (
        <MicOff size={18} role="img" aria-label={micText} className={styles.off} />
      )}
      {person.camera ? (
        <Video size={18} role="img" aria-label={t('people.cameraOn')} />
      ) : (
        <VideoOff size={18} role="img" aria-label={t('people.cameraOff')} className={styles.dim} />
      )}
    </div>
  );
}
