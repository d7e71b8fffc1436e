import { useEffect, useEffectEvent } from 'react';
import { stepOf } from '../useBoard';

type Pressed = Parameters<typeof stepOf>[0];

/** Which page a key asks for: arrows turn pages the way the language is read. */
export function turnOf(pressed: Pressed, rtl: boolean): 1 | -1 | 0 {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if (ctrlKey || metaKey || altKey || shiftKey) return 0;
  if (key === 'ArrowLeft') return rtl ? 1 : -1;
  if (key === 'ArrowRight') return rtl ? -1 : 1;
  return stepOf(pressed);
}

/** Keys turn pages as long as a page is open; where the page itself is moved by arrows, page up and page down are left. */
export function useTurnKeys(rtl: boolean, turn: (by: 1 | -1) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const by = turnOf(event, rtl);
    if (by === 0 || event.defaultPrevented) return;
    event.preventDefault();
    turn(by);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
