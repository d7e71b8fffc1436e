import { useSyncExternalStore } from 'react';

/** From here on there is room for a panel beside the stage; below it covers the stage. */
export const besideQuery = '(min-width: 760px)';
/** From here on the panel is open from the start. */
export const roomyQuery = '(min-width: 1000px)';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}
