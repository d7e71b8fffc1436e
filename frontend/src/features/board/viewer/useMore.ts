import { startTransition, useEffect, useMemo, useState } from 'react';

/** By then it goes on, however busy the page is. */
const latestMs = 1_000;

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run, 50);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(run, { timeout: latestMs });
  return () => cancelIdleCallback(asked);
}

/** The first of a long list, so many at once, and more whenever the page has nothing else to do. */
export function useMore<T>(all: readonly T[], atOnce: number): readonly T[] {
  const [most, setMost] = useState(atOnce);
  const short = most < all.length;
  useEffect(() => (short ? whenIdle(() => startTransition(() => setMost(most + atOnce))) : undefined), [short, most, atOnce]);
  return useMemo(() => (short ? all.slice(0, most) : all), [all, short, most]);
}
