import { ChevronUp, Mic, MicOff, MonitorUp, MonitorX, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { canShareScreen } from '@/shared/media/policy';
import { Menu, MenuChoices, type Choice } from '@/shared/ui/Menu';
import type { Allowed } from './localMedia';
import type { MediaRoom, MediaState } from './mediaRoom';
import styles from './toolbar.module.css';
import { chevronClass, ToolButton } from './ToolButton';
import { useDevices } from './useDevices';

interface Props {
  room: MediaRoom;
  state: MediaState;
  allowed: Allowed;
}

/** Microphone, camera and screen, each with its device menu. Nothing for people who only watch. */
export function MediaTools({ room, state, allowed }: Props) {
  const { t } = useTranslation();
  const { mic, camera, share, micId, cameraId, speakerId, mayUseMic } = state.local;
  const devices = useDevices(`${mic.on}${camera.on}`);
  if (!allowed.publish) return null;
  const choices = (list: readonly MediaDeviceInfo[]): Choice[] =>
    list.map((device, index) => ({ id: device.deviceId, label: device.label || t('device.numbered', { number: index + 1 }) }));
  const selected = (id: string, list: readonly MediaDeviceInfo[]) => (list.some((device) => device.deviceId === id) ? id : (list[0]?.deviceId ?? ''));
  return (
    <>
      <div className={styles.pair}>
        <ToolButton
          icon={mic.on ? <Mic /> : <MicOff />}
          label={!mayUseMic && !mic.on ? t('hand.raiseToSpeak') : mic.on ? t('tool.mic') : t('tool.micOff')}
          disabled={!mayUseMic && !mic.on}
          pressed={mic.on}
          tone={mic.on ? undefined : 'off'}
          busy={mic.busy}
          keyAction="mic"
          onPress={() => void room.local.setMic(!mic.on)}
        />
        <Menu label={t('tool.soundDevices')} trigger={<ChevronUp size={16} aria-hidden="true" />} triggerClassName={chevronClass} placement="top">
          <MenuChoices title={t('device.mic')} choices={choices(devices.microphones)} selected={selected(micId, devices.microphones)} onSelect={(id) => void room.local.useDevice('audioinput', id)} />
          {devices.speakers.length > 0 && (
            <MenuChoices title={t('device.speaker')} choices={choices(devices.speakers)} selected={selected(speakerId, devices.speakers)} onSelect={(id) => void room.local.useDevice('audiooutput', id)} />
          )}
        </Menu>
      </div>
      <div className={styles.pair}>
        <ToolButton
          icon={camera.on ? <Video /> : <VideoOff />}
          label={camera.on ? t('tool.camera') : t('tool.cameraOff')}
          pressed={camera.on}
          tone={camera.on ? undefined : 'off'}
          busy={camera.busy}
          keyAction="camera"
          onPress={() => void room.local.setCamera(!camera.on)}
        />
        <Menu label={t('tool.cameraDevices')} trigger={<ChevronUp size={16} aria-hidden="true" />} triggerClassName={chevronClass} placement="top">
          <MenuChoices title={t('device.camera')} choices={choices(devices.cameras)} selected={selected(cameraId, devices.cameras)} onSelect={(id) => void room.local.useDevice('videoinput', id)} />
        </Menu>
      </div>
      {allowed.share && canShareScreen() && (
        <ToolButton
          icon={share.on ? <MonitorX /> : <MonitorUp />}
          label={share.on ? t('tool.stopShare') : t('tool.share')}
          pressed={share.on}
          busy={share.busy}
          onPress={() => void room.local.setShare(!share.on)}
        />
      )}
    </>
  );
}
