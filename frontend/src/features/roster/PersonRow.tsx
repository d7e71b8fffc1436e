import { memo } from 'react';
import { Ellipsis, Mic, MicOff, MonitorUp, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MuteSource } from '@/shared/api/types';
import { Avatar } from '@/shared/ui/Avatar';
import { buttonClass } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import { Menu, MenuAction } from '@/shared/ui/Menu';
import type { RosterEntry } from './people';
import styles from './roster.module.css';

export interface Moderation {
  mute: (person: RosterEntry, source: MuteSource) => void;
  remove: (person: RosterEntry) => void;
}

export const PersonRow = memo(function PersonRow({ person, moderation }: { person: RosterEntry; moderation: Moderation | null }) {
  const { t } = useTranslation();
  return (
    <li className={styles.row}>
      <Avatar id={person.userId} name={person.name} />
      <div className={styles.who}>
        <p className={styles.name}>
          <bdi dir="auto">{person.name}</bdi>
          {person.isYou && <span className={styles.you}> {t('people.you')}</span>}
        </p>
        <p className={styles.role}>
          {t(`role.${person.role}`)}
          {!person.connected && ` · ${t('people.connecting')}`}
        </p>
      </div>
      {person.role !== 'observer' && <DeviceState person={person} />}
      {moderation && !person.isYou && (
        <Menu label={t('people.actions', { name: person.name })} trigger={<Ellipsis size={18} aria-hidden="true" />} triggerClassName={buttonClass({ variant: 'quiet', size: 'small', iconOnly: true })}>
          <MenuAction onAction={() => moderation.mute(person, 'microphone')} disabled={person.mic !== 'on'}>
            {t('people.mute')}
          </MenuAction>
          <MenuAction onAction={() => moderation.mute(person, 'camera')} disabled={!person.camera}>
            {t('people.stopCamera')}
          </MenuAction>
          <MenuAction onAction={() => moderation.mute(person, 'screen_share')} disabled={!person.sharing}>
            {t('people.stopShare')}
          </MenuAction>
          <MenuAction danger onAction={() => moderation.remove(person)}>
            {t('people.remove')}
          </MenuAction>
        </Menu>
      )}
    </li>
  );
});

function DeviceState({ person }: { person: RosterEntry }) {
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
