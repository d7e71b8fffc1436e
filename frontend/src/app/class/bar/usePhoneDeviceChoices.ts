import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalState } from '@/features/media/localMedia';
import type { MediaRoom } from '@/features/media/mediaRoom';
import { useDevices } from '@/features/media/useDevices';

const narrow = window.matchMedia('(max-width: 760px)');

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

/** On phones the device menus have no room beside their buttons and move into "More". */
export function usePhoneDeviceChoices(room: MediaRoom, local: LocalState, publishes: boolean) {
  const { t } = useTranslation();
  const isNarrow = useSyncExternalStore(subscribe, () => narrow.matches);
  const devices = useDevices(`${local.mic.on}${local.camera.on}`);
  if (!isNarrow || !publishes) return [];
  const group = (title: string, kind: MediaDeviceKind, list: readonly MediaDeviceInfo[], id: string) => ({
    title,
    choices: list.map((device, index) => ({ id: device.deviceId, label: device.label || t('device.numbered', { number: index + 1 }) })),
    selected: list.some((device) => device.deviceId === id) ? id : (list[0]?.deviceId ?? ''),
    onSelect: (chosen: string) => void room.local.useDevice(kind, chosen),
  });
  return [
    group(t('device.mic'), 'audioinput', devices.microphones, local.micId),
    group(t('device.camera'), 'videoinput', devices.cameras, local.cameraId),
    group(t('device.speaker'), 'audiooutput', devices.speakers, local.speakerId),
  ].filter((entry) => entry.choices.length > 0);
}
