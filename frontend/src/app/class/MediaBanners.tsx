import { lazy, Suspense, useSyncExternalStore } from 'react';
import { Eye, MicOff, WifiLow, Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LiveState, SessionSocket } from '@/shared/live/sessionSocket';
import { Button } from '@/shared/ui/Button';
import { Banner } from '@/features/live/Banner';
import { ConnectionBanners } from '@/features/live/ConnectionBanners';
import type { MediaRoom, MediaState } from '@/features/media/mediaRoom';
import styles from './class.module.css';

const ProblemNote = lazy(() => import('@/features/media/ProblemNote').then((module) => ({ default: module.ProblemNote })));

interface Props {
  room: MediaRoom;
  socket: Pick<SessionSocket, 'pending'>;
  onRejoin: () => void;
  media: MediaState;
  live: LiveState;
  /** An observer: sees and hears, sends nothing. */
  watching: boolean;
}

/** What a person should know now, each in its own row above the stage. */
export function MediaBanners({ room, socket, onRejoin, media, live, watching }: Props) {
  const { t } = useTranslation();
  const { local } = media;
  const waiting = useSyncExternalStore(socket.pending.subscribe, socket.pending.getSnapshot).length;
  const own = media.participants.find((person) => person.isLocal);
  const connected = media.connection === 'connected';
  const weak = connected && (own?.quality === 'poor' || own?.quality === 'lost');
  return (
    <>
      <ConnectionBanners live={live} waiting={waiting} mediaLostAt={media.lostAt} mediaConnecting={media.connection === 'connecting'} onRejoin={onRejoin} />
      {connected && media.soundBlocked && (
        <Banner
          icon={<Volume2 size={18} aria-hidden="true" />}
          action={
            <Button size="small" variant="primary" onClick={() => void room.startSound()}>
              {t('class.soundOn')}
            </Button>
          }
        >
          {t('class.soundBlocked')}
        </Banner>
      )}
      {local.speakingWhileMuted && (
        <Banner
          tone="warn"
          icon={<MicOff size={18} aria-hidden="true" />}
          action={
            <Button size="small" onClick={() => void room.local.setMic(true)}>
              {t('class.unmute')}
            </Button>
          }
        >
          {t('class.youAreMuted')}
        </Banner>
      )}
      {local.micSilent && (
        <Banner
          tone="warn"
          icon={<MicOff size={18} aria-hidden="true" />}
          action={
            <Button size="small" onClick={() => room.local.dismissSilence()}>
              {t('common.dismiss')}
            </Button>
          }
        >
          {t('class.micSilent')}
        </Banner>
      )}
      {weak && (
        <Banner tone="warn" icon={<WifiLow size={18} aria-hidden="true" />}>
          {t('class.weak')}
        </Banner>
      )}
      {watching && connected && (
        <Banner icon={<Eye size={18} aria-hidden="true" />}>{t('class.watching')}</Banner>
      )}
      {(['mic', 'camera', 'share'] as const).map((device) => {
        const problem = local[device].problem;
        return (
          problem && (
            <div key={device} className={styles.deviceProblem}>
              <Suspense fallback={null}>
                <ProblemNote device={device} problem={problem} />
              </Suspense>
              <Button size="small" variant="quiet" onClick={() => room.local.clearProblem(device)}>
                {t('common.dismiss')}
              </Button>
            </div>
          )
        );
      })}
    </>
  );
}
