/**
 * Browser storage that never throws. In a cross-site frame the browser may
 * forbid storage altogether; the page then works from memory until it closes.
 */
export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

function overStorage(pick: () => Storage): KeyValue {
  const memory = new Map<string, string>();
  return {
    get(key) {
      try {
        return pick().getItem(key);
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      memory.set(key, value);
      try {
        pick().setItem(key, value);
      } catch {
        // Forbidden or full: memory holds the value.
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        pick().removeItem(key);
      } catch {
        // Forbidden: there is nothing to remove.
      }
    },
  };
}

export const localStore: KeyValue = overStorage(() => window.localStorage);
export const tabStore: KeyValue = overStorage(() => window.sessionStorage);
