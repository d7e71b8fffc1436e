import { useEffect, useState, useSyncExternalStore } from 'react';
import { toolButton } from './folding';
import { SidePanel } from './sidePanel';
import { besideQuery, roomyQuery } from './widths';

/** The side panel of one class page: open from the start where there is plenty of room. */
export function useSidePanel(first: string) {
  const [side] = useState(() => new SidePanel(first, window.matchMedia(roomyQuery).matches));
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot);
  useEffect(() => {
    const beside = window.matchMedia(besideQuery);
    const changed = () => {
      if (!beside.matches) side.giveWay();
    };
    beside.addEventListener('change', changed);
    return () => beside.removeEventListener('change', changed);
  }, [side]);
  useEffect(
    () =>
      side.listen(({ type, tab }) => {
        if (type === 'opened') requestAnimationFrame(focusPanel);
        else focusButton(tab);
      }),
    [side],
  );
  return { side, state };
}

/** Where there are keys, to where the person goes on; a phone would raise its keyboard over the half of the screen. */
function focusPanel(): void {
  const panel = document.querySelector<HTMLElement>('#side');
  if (!panel || panel.contains(document.activeElement)) return;
  const first = window.matchMedia(besideQuery).matches ? panel.querySelector<HTMLElement>('[data-first-focus]') : null;
  (first ?? panel.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]'))?.focus({ preventScroll: true });
}

function focusButton(tab: string): void {
  const button = toolButton(document.querySelector('#controls'), tab);
  button?.focus();
  // A toolbar hands the focus that comes from outside to where it was before; from inside it may go anywhere.
  if (document.activeElement !== button) button?.focus();
}
