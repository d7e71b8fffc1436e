import { useEffect, useState, type RefObject } from 'react';
import { Flag } from '@/shared/flag';

/** Whether the pages are seen beside the page, where there is room. */
export const pageStrip = new Flag('lectern.board.strip');

/** Below this the pages would take the room from the page. */
const wideFrom = 720;

/** Whether the board is wide enough for its pages beside it. */
export function useWide(section: RefObject<HTMLElement | null>): boolean {
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = section.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWide(element.clientWidth >= wideFrom));
    watch.observe(element);
    return () => watch.disconnect();
  }, [section]);
  return wide;
}
