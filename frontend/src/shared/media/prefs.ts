import { localStore } from '../storage';

/** What a person chose in the device check or the class, kept for the next class. */
export interface MediaPrefs {
  mic: boolean;
  camera: boolean;
  micId: string;
  cameraId: string;
  speakerId: string;
}

const key = 'lectern.media';
const defaults: MediaPrefs = { mic: false, camera: false, micId: '', cameraId: '', speakerId: '' };

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function loadPrefs(): MediaPrefs {
  try {
    const value: unknown = JSON.parse(localStore.get(key) ?? '{}');
    if (typeof value !== 'object' || value === null) return defaults;
    const stored = new Map<string, unknown>(Object.entries(value));
    return {
      mic: stored.get('mic') === true,
      camera: stored.get('camera') === true,
      micId: text(stored.get('micId')),
      cameraId: text(stored.get('cameraId')),
      speakerId: text(stored.get('speakerId')),
    };
  } catch {
    return defaults;
  }
}

export function savePrefs(change: Partial<MediaPrefs>): MediaPrefs {
  const prefs = { ...loadPrefs(), ...change };
  localStore.set(key, JSON.stringify(prefs));
  return prefs;
}
