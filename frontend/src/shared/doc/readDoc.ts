import { Doc } from 'yjs';
import { ApiError } from '@/shared/api/apiError';
import { parseAddress } from './address';
import type { Dial } from './docLink';
import type { DocCopy } from './docModel';

const patienceMs = 20_000;

/** Reads a document as it is now and hangs up: what is done to this copy reaches nobody. An ApiError says why it can't be read. */
export function readDoc(url: string, dial: Dial, signal: AbortSignal): Promise<DocCopy> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const doc = new Doc();
    let over = false;
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(patience);
      link.close();
      settle();
    };
    const patience = setTimeout(() => end(() => reject(ApiError.offline())), patienceMs);
    const link = dial(parseAddress(url), doc, {
      synced: () => end(() => resolve({ id: doc.clientID, doc, awareness: link.awareness })),
      lost: () => undefined, // the link comes back by itself
      refused: () => undefined, // nothing is written
      stopped: () => end(() => reject(new ApiError(403, { code: 'forbidden' }))),
    });
    signal.addEventListener('abort', () => end(() => reject(new DOMException('aborted', 'AbortError'))), { once: true });
  });
}
