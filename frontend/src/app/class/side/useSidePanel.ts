import { useEffect, useState, useSyncExternalStore } from 'react';
import { toolButton } from '../bar/folding';
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

/** How long a panel that is fetched only now may take to come, for the focus to go on into it. */
const patienceMs = 5_000;

/** Where there are keys, to where the person goes on; a phone would raise its keyboard over the half of the screen. */
function focusPanel(): void {
  const panel = document.querySelector<HTMLElement>('#side');
  if (!panel || panel.contains(document.activeElement)) return;
  const enters = window.matchMedia(besideQuery).matches;
  const first = () => panel.querySelector<HTMLElement>('[data-first-focus]');
  const tab = panel.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
  ((enters && first()) || tab)?.focus({ preventScroll: true });
  if (!enters || document.activeElement !== tab) return;
  const waiting = new MutationObserver(() => {
    const come = first();
    if (!come && document.activeElement === tab) return;
    waiting.disconnect();
    if (document.activeElement === tab) come?.focus({ preventScroll: true });
  });
  waiting.observe(panel, { childList: true, subtree: true });
  setTimeout(() => waiting.disconnect(), patienceMs);
}

function focusButton(tab: string): void {
  const button = toolButton(document.querySelector('#controls'), tab);
  button?.focus();
  // A toolbar hands the focus that comes from outside to where it was before; from inside it may go anywhere.
  if (document.activeElement !== button) button?.focus();
}
