import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const nearPx = 48;

interface Ends {
  /** The first and the last row; what is between changes without moving anything. */
  first: string;
  last: string;
  /** The last one is the person's own: it is shown wherever they were. */
  own: boolean;
}

/**
 * Keeps a list at its end as long as the person is there, and where they are when older rows come in above. `below`
 * says that rows came at the end that aren't seen.
 */
export function useStick({ first, last, own }: Ends, onEnd: () => void) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: '', last: '', height: 0 });
  const lastTop = useRef(0);
  const [seenLast, setSeenLast] = useState(last);

  const toEnd = useCallback(() => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setSeenLast(last);
    onEnd();
  }, [last, onEnd]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const old = before.current;
    if (atEnd.current || (own && old.last !== last)) {
      element.scrollTop = element.scrollHeight;
      atEnd.current = true;
    } else if (old.first !== first && old.last === last) {
      element.scrollTop += element.scrollHeight - old.height;
    }
    before.current = { first, last, height: element.scrollHeight };
  }, [first, last, own]);

  useEffect(() => {
    const seen = () => {
      if (atEnd.current && document.visibilityState === 'visible') onEnd();
    };
    seen();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [last, onEnd]);

  // Pictures and formulas grow after they were laid out, and the panel itself changes its height.
  useEffect(() => {
    const element = list.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
      before.current.height = element.scrollHeight;
    });
    observer.observe(content);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    const was = atEnd.current;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    // Only who goes up leaves the end: it also gets farther when something grows before the browser tells of a scroll.
    atEnd.current = near || (was && element.scrollTop >= lastTop.current);
    lastTop.current = element.scrollTop;
    if (atEnd.current && !was) onEnd();
    if (atEnd.current || was) setSeenLast(last);
  };
  return { list, onScroll, toEnd, seenLast };
}
