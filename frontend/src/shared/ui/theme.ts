import { Emitter } from '../emitter';
import { localStore } from '../storage';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'lectern.theme';
const emitter = new Emitter();

export function currentTheme(): Theme {
  const stored = localStore.get(key);
  return themes.find((theme) => theme === stored) ?? 'system';
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') {
    localStore.remove(key);
    delete document.documentElement.dataset['theme'];
  } else {
    localStore.set(key, theme);
    document.documentElement.dataset['theme'] = theme;
  }
  emitter.emit();
}

export const subscribeTheme = emitter.subscribe;
