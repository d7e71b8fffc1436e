import { useEffect, useState, type RefObject } from 'react';
import type { Desk } from '../desk';
import type { BoardDoc } from '../ink/boardDoc';

/** How often the small pictures of pages that aren't open are read anew while they are seen. */
const everyMs = 20_000;
/** By then the server has kept what was drawn last on a page that was just left. */
const keptMs = 1_500;

/** Whether an element has come into sight; from then on. */
export function useSeen(box: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setSeen(true);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return seen;
}

/** What is drawn on a page: at once on the one that is open, as the server has kept it on the others. */
export function useThumbnailDrawing({ previews, drawn }: Pick<Desk, 'previews' | 'drawn'>, boardId: string, seen: boolean, againMs = everyMs): BoardDoc {
  const open = drawn?.boardId === boardId ? drawn.drawing : null;
  const isOpen = open !== null;
  useEffect(() => {
    if (!seen || isOpen) return;
    previews.refresh(boardId);
    const kept = setTimeout(() => previews.refresh(boardId), keptMs);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') previews.refresh(boardId);
    }, againMs);
    return () => {
      clearTimeout(kept);
      clearInterval(timer);
      previews.leave(boardId);
    };
  }, [previews, boardId, seen, isOpen, againMs]);
  return open ?? previews.drawing(boardId);
}
