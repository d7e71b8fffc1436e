import { memo } from 'react';
import { MicOff, Pin, PinOff, ShieldCheck, WifiLow, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/shared/api/types';
import { Avatar } from '@/shared/ui/Avatar';
import { cx } from '@/shared/ui/classes';
import type { Participant, Quality } from './participants';
import styles from './stage.module.css';
import { VideoView } from './VideoView';

interface Props {
  person: Participant;
  role: Role | null;
  large?: boolean;
  /** Too low for initials above the name at their usual size. */
  small?: boolean;
  pinned: boolean;
  onPin: (identity: string | null) => void;
}

/** One person: picture or initials, name, microphone, role, connection. */
export const Tile = memo(function Tile({ person, role, large = false, small = false, pinned, onPin }: Props) {
  const { t } = useTranslation();
  const name = person.isLocal ? t('class.nameYou', { name: person.name }) : person.name;
  const muted = person.mic !== 'on';
  const teaches = role === 'instructor' || role === 'assistant';
  return (
    <div className={cx(styles.tile, small && styles.low, person.speaking && styles.speaking)} role="group" aria-label={name} data-identity={person.identity}>
      {person.camera ? <VideoView track={person.camera} mirrored={person.isLocal} className={styles.video} /> : <Avatar id={person.userId} name={person.name} size={large ? 112 : small ? 32 : 56} />}
      <div className={styles.label}>
        {muted && <MicOff size={16} className={styles.muted} aria-hidden="true" />}
        {muted && <span className={large ? styles.mutedWord : 'srOnly'}>{t('class.muted')}</span>}
        {teaches && <ShieldCheck size={16} aria-hidden="true" />}
        <bdi className={styles.name} dir="auto">
          {name}
        </bdi>
        {teaches && <span className="srOnly">{t(`role.${role}`)}</span>}
        {person.speaking && <span className="srOnly">{t('class.speaking')}</span>}
      </div>
      <QualityBadge quality={person.quality} />
      <button type="button" className={styles.pin} aria-pressed={pinned} onClick={() => onPin(pinned ? null : person.identity)}>
        {pinned ? <PinOff size={16} aria-hidden="true" /> : <Pin size={16} aria-hidden="true" />}
        <span className="srOnly">{pinned ? t('class.unpin', { name: person.name }) : t('class.pin', { name: person.name })}</span>
      </button>
    </div>
  );
});

/** Says something only where the connection is not good. */
function QualityBadge({ quality }: { quality: Quality }) {
  const { t } = useTranslation();
  if (quality !== 'poor' && quality !== 'lost') return null;
  return (
    <span className={styles.quality}>
      {quality === 'lost' ? <WifiOff size={16} aria-hidden="true" /> : <WifiLow size={16} aria-hidden="true" />}
      {t(`class.quality.${quality}`)}
    </span>
  );
}
