import type { SessionSocket } from './sessionSocket';

const awayAfterMs = 30_000;

/**
 * Ends presence when the tab is closed or navigates away, and comes back when
 * the browser restores the page from its cache. A hidden tab stays in class;
 * after half a minute the others see that the person is away.
 */
export function followPageLife(socket: Pick<SessionSocket, 'suspend' | 'start' | 'retryNow' | 'setAway'>, target: Window = window): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => socket.suspend();
  const show = (event: PageTransitionEvent) => {
    if (event.persisted) socket.start();
  };
  const online = () => socket.retryNow();
  const look = () => {
    clearTimeout(timer);
    if (target.document.visibilityState === 'hidden') timer = setTimeout(() => socket.setAway(true), awayAfterMs);
    else socket.setAway(false);
  };
  look();
  target.addEventListener('pagehide', hide);
  target.addEventListener('pageshow', show);
  target.addEventListener('online', online);
  target.document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    target.removeEventListener('pagehide', hide);
    target.removeEventListener('pageshow', show);
    target.removeEventListener('online', online);
    target.document.removeEventListener('visibilitychange', look);
  };
}
