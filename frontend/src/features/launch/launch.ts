import type { ApiClient } from '@/shared/api/client';
import { ApiError } from '@/shared/api/apiError';
import type { TokenAnswer } from '@/shared/api/types';

/** The single-use code in `#code=…`; null where there is none. */
export function codeFromHash(hash: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('code');
  return code ? code : null;
}

/** One exchange for each code, however often the page renders; a failed one that never arrived may be tried again. */
export class Exchange {
  private readonly running = new Map<string, Promise<TokenAnswer>>();
  private readonly api: Pick<ApiClient, 'exchange'>;

  constructor(api: Pick<ApiClient, 'exchange'>) {
    this.api = api;
  }

  run(code: string): Promise<TokenAnswer> {
    const running = this.running.get(code);
    if (running) return running;
    const started = this.api.exchange(code).catch((error: unknown) => {
      if (error instanceof ApiError && error.retryable) this.running.delete(code);
      throw error;
    });
    this.running.set(code, started);
    return started;
  }
}

export type Opened = { kind: 'opened' } | { kind: 'blocked'; href: string } | { kind: 'failed'; error: unknown };

/** The part of a window that this needs. */
export interface Opener {
  open(url: string, target: string): { location: { replace(url: string): void }; close(): void } | null;
  location: { origin: string };
}

/**
 * Opens the class in its own tab. The tab is opened within the click, because
 * browsers block one that opens later; its address follows when the code is there.
 */
export async function openInOwnTab(handoff: () => Promise<string>, view: Opener = window): Promise<Opened> {
  const tab = view.open('', '_blank');
  try {
    const href = `/launch#code=${encodeURIComponent(await handoff())}`;
    if (!tab) return { kind: 'blocked', href };
    tab.location.replace(new URL(href, view.location.origin).href);
    return { kind: 'opened' };
  } catch (error) {
    tab?.close();
    return { kind: 'failed', error };
  }
}
