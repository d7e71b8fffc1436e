import { useSyncExternalStore } from 'react';
import type { DevicePreview, PreviewState } from './devicePreview';
import type { MediaRoom, MediaState } from './mediaRoom';

export function usePreview(preview: DevicePreview): PreviewState {
  return useSyncExternalStore(preview.subscribe, preview.getSnapshot);
}

export function useMediaRoom(room: MediaRoom): MediaState {
  return useSyncExternalStore(room.subscribe, room.getSnapshot);
}
