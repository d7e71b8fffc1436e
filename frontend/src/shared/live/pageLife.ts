import type { SessionSocket } from './sessionSocket';

/**
 * Ends presence when the tab is closed or navigates away, and comes back when
 * the browser restores the page from its cache. Hiding a tab changes nothing.
 */
export function followPageLife(socket: Pick<SessionSocket, 'suspend' | 'start' | 'retryNow'>, target: Window = window): () => void {
  const hide = () => socket.suspend();
  const show = (event: PageTransitionEvent) => {
    if (event.persisted) socket.start();
  };
  const online = () => socket.retryNow();
  target.addEventListener('pagehide', hide);
  target.addEventListener('pageshow', show);
  target.addEventListener('online', online);
  return () => {
    target.removeEventListener('pagehide', hide);
    target.removeEventListener('pageshow', show);
    target.removeEventListener('online', online);
  };
}
