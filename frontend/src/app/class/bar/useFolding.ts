import { useLayoutEffect, useState, useSyncExternalStore, type RefObject } from 'react';
import { Folding } from './folding';

/** How many buttons of the bar fold; `words` are those that stand in it. Settled before the first paint. */
export function useFolding(bar: RefObject<HTMLElement | null>, most: number, words: string): number {
  const [folding] = useState(() => new Folding());
  const count = useSyncExternalStore(folding.subscribe, folding.getSnapshot);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [bar]);
  useLayoutEffect(() => {
    if (bar.current) folding.look(bar.current, `${width}\n${words}`, most);
  }, [bar, folding, width, words, most, count]);
  return count;
}
