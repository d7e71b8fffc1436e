import { useSyncExternalStore } from 'react';
import { currentTheme, subscribeTheme } from '@/shared/ui/theme';

const system = () => window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  const media = system();
  const off = subscribeTheme(listener);
  media.addEventListener('change', listener);
  return () => {
    off();
    media.removeEventListener('change', listener);
  };
}

function resolved(): 'light' | 'dark' {
  const theme = currentTheme();
  return theme === 'system' ? (system().matches ? 'dark' : 'light') : theme;
}

/** The theme that is seen. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, resolved);
}
