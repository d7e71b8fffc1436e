import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/shared/ui/Avatar';
import { Button } from '@/shared/ui/Button';
import { cx } from '@/shared/ui/classes';
import styles from './deviceCheck.module.css';
import type { DevicePreview, PreviewState } from './devicePreview';
import { LevelBar } from './LevelBar';
import { CameraView } from './VideoView';

interface Props {
  preview: DevicePreview;
  state: PreviewState;
  userId: string;
  name: string;
}

/** What others will see and how loud they will hear you. */
export function PreviewTile({ preview, state, userId, name }: Props) {
  const { t } = useTranslation();
  const asking = state.phase === 'ask';
  return (
    <div className={styles.tile}>
      {state.camera.track ? <CameraView track={state.camera.track} className={styles.video} /> : !asking && <Avatar id={userId} name={name} size={88} />}
      {asking && (
        <div className={styles.ask}>
          <p className={styles.askTitle}>{t('device.askTitle')}</p>
          <p>{t('device.askText')}</p>
          <div className={styles.askActions}>
            <Button variant="primary" onClick={() => void preview.openBoth()}>
              {t('device.allow')}
            </Button>
            <Button onClick={() => preview.skip()}>{t('device.skip')}</Button>
          </div>
        </div>
      )}
      {state.phase === 'opening' && <p className={styles.hint}>{t('device.opening')}</p>}
      {state.phase === 'ready' && !state.camera.on && <p className={styles.hint}>{t('device.cameraOff')}</p>}
      {!asking && (
        <div className={styles.controls}>
          <Toggle on={state.mic.on} label={t('device.mic')} offLabel={t('device.micOff')} iconOn={<Mic />} iconOff={<MicOff />} onPress={() => void preview.toggle('mic')} />
          <Toggle on={state.camera.on} label={t('device.camera')} offLabel={t('device.cameraOffShort')} iconOn={<Video />} iconOff={<VideoOff />} onPress={() => void preview.toggle('camera')} />
        </div>
      )}
      {state.mic.on && <LevelBar meter={state.meter} />}
    </div>
  );
}

interface ToggleProps {
  on: boolean;
  label: string;
  offLabel: string;
  iconOn: React.ReactNode;
  iconOff: React.ReactNode;
  onPress: () => void;
}

function Toggle({ on, label, offLabel, iconOn, iconOff, onPress }: ToggleProps) {
  return (
    <button type="button" className={cx(styles.toggle, !on && styles.toggleOff)} aria-pressed={on} onClick={onPress}>
      <span aria-hidden="true">{on ? iconOn : iconOff}</span>
      <span>{on ? label : offLabel}</span>
    </button>
  );
}
