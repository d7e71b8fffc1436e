import { useEffect, useEffectEvent } from 'react';
import { shortcuts } from '@/shared/flag';
import { takesLetters } from '@/shared/keys';

export interface LetterKey {
  letter: string;
  label: string;
  act(): void;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The pressed Latin letter; by its place on the keyboard where the layout writes another script. */
export function letterOf(pressed: Pressed): string | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.shiftKey) return null;
  if (/^[a-z]$/i.test(pressed.key)) return pressed.key.toUpperCase();
  const placed = /^Key([A-Z])$/.exec(pressed.code)?.[1];
  return placed && /^\p{L}$/u.test(pressed.key) ? placed : null;
}

/** One letter, one action, unless somebody is typing or has switched the keys off. */
export function useLetterKeys(keys: readonly LetterKey[]): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || event.defaultPrevented || !shortcuts.getSnapshot() || takesLetters(event.target)) return;
    const letter = letterOf(event);
    const found = keys.find((key) => key.letter === letter);
    if (!found) return;
    event.preventDefault();
    found.act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
