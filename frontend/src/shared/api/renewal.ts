import type { ApiClient } from './client';
import type { LoginStore } from './login';

const retryMs = 20_000;
const longestTimerMs = 2 ** 31 - 1;

/** How long to wait before a token that expires at `expiresAt` should be renewed: at 80 % of what is left, at least 1 s. */
export function renewalDelay(expiresAt: string, now: number): number {
  const left = Date.parse(expiresAt) - now;
  if (!Number.isFinite(left)) return longestTimerMs;
  return Math.min(Math.max(left * 0.8, 1_000), longestTimerMs);
}

/** Renews the token before it expires, for as long as the tab is open. Returns a function that stops it. */
export function keepRenewed(login: LoginStore, api: ApiClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watched: string | undefined;
  let stopped = false;

  const schedule = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), delay);
  };
  const renew = async () => {
    try {
      login.save(await api.renew());
    } catch {
      if (!stopped && !login.getSnapshot().expired) schedule(retryMs);
    }
  };
  const follow = () => {
    const { answer, expired } = login.getSnapshot();
    if (expired || !answer) {
      clearTimeout(timer);
      watched = undefined;
      return;
    }
    if (answer.token === watched) return;
    watched = answer.token;
    schedule(renewalDelay(answer.expiresAt, Date.now()));
  };

  follow();
  const unsubscribe = login.subscribe(follow);
  return () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  };
}
