import { useEffect, useState } from 'react';

export interface Devices {
  microphones: readonly MediaDeviceInfo[];
  cameras: readonly MediaDeviceInfo[];
  speakers: readonly MediaDeviceInfo[];
}

const none: Devices = { microphones: [], cameras: [], speakers: [] };

/** The devices of this computer; read again when one is plugged in, and when `version` changes (permission was given). */
export function useDevices(version: unknown): Devices {
  const [devices, setDevices] = useState(none);
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (!media) return;
    let current = true;
    const read = async () => {
      const list = (await media.enumerateDevices().catch(() => [])).filter((device) => device.deviceId !== '');
      if (!current) return;
      setDevices({
        microphones: list.filter((device) => device.kind === 'audioinput'),
        cameras: list.filter((device) => device.kind === 'videoinput'),
        speakers: list.filter((device) => device.kind === 'audiooutput'),
      });
    };
    void read();
    media.addEventListener('devicechange', read);
    return () => {
      current = false;
      media.removeEventListener('devicechange', read);
    };
  }, [version]);
  return devices;
}
