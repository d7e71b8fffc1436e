import { useEffect, type RefObject } from 'react';
import type { Program } from './adapter';

interface Names {
  label: string;
  /** The id of what describes the canvas. */
  hint: string;
  draws: boolean;
}

/**
 * Says what the canvas is to those who can't see it. To draw is an application's work: letters are tools there, which a
 * screen reader would take for its own otherwise. Its controls are reached by Tab like all others, and what stands on
 * the page is in the list of objects, not here.
 */
export function useNames(program: Program | null, section: RefObject<HTMLElement | null>, { label, hint, draws }: Names): void {
  useEffect(() => {
    const canvas = program && section.current?.querySelector('.excalidraw');
    if (!canvas) return;
    canvas.setAttribute('role', draws ? 'application' : 'group');
    canvas.setAttribute('aria-label', label);
    canvas.setAttribute('aria-describedby', hint);
    const mend = () => {
      canvas.querySelector('.reset-zoom-button[aria-label]')?.removeAttribute('aria-label'); // it says how far it is; its title says what it does
      canvas.querySelector('footer[role="contentinfo"]')?.setAttribute('role', 'group'); // there is one such in a document
    };
    mend();
    return program.onChange(mend);
  }, [program, section, label, hint, draws]);
}
