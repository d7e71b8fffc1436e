import { useEffect, useEffectEvent, type RefObject } from 'react';
import { isMac, takesLetters } from '@/shared/keys';
import { isForbidden, isTool } from './keys';

/**
 * Shares the keys between the drawing program and the class while the focus is on the canvas: letters and digits are
 * tools there and nothing else; what the class has its own use for doesn't reach the program.
 * onEnter may take Enter and a double click for what is chosen: true where it did.
 */
export function useCanvasKeys(section: RefObject<HTMLElement | null>, draws: boolean, onEnter: () => boolean): void {
  const enter = useEffectEvent((event: Event) => {
    if (!onEnter()) return;
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    const ours = section.current;
    if (!ours) return;
    const mac = isMac();
    const before = (event: KeyboardEvent) => {
      if (takesLetters(event.target)) return;
      if (event.key === 'Enter' && event.target instanceof Element && event.target.matches('.excalidraw')) enter(event);
      if (!isForbidden(event, mac)) return;
      event.stopPropagation();
      // The class listens at the window, which the stopped one doesn't reach any more.
      const again = new KeyboardEvent('keydown', event);
      window.dispatchEvent(again);
      if (again.defaultPrevented) event.preventDefault();
    };
    const twice = (event: MouseEvent) => event.target instanceof HTMLCanvasElement && enter(event);
    const after = (event: KeyboardEvent) => {
      if (draws && event.target instanceof Node && ours.contains(event.target) && isTool(event)) event.stopPropagation();
    };
    ours.addEventListener('keydown', before, true);
    ours.addEventListener('dblclick', twice, true);
    document.addEventListener('keydown', after);
    return () => {
      ours.removeEventListener('keydown', before, true);
      ours.removeEventListener('dblclick', twice, true);
      document.removeEventListener('keydown', after);
    };
  }, [section, draws]);
}
