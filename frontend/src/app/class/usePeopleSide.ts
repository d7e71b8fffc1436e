import { useEffect, useState } from 'react';

const wide = '(min-width: 1000px)';

/**
 * Whether the people are shown: from the start where there is room beside the
 * stage. A window that becomes narrow closes them, or they would cover the class.
 */
export function usePeopleSide() {
  const [shown, show] = useState(() => window.matchMedia(wide).matches);
  useEffect(() => {
    const query = window.matchMedia(wide);
    const changed = () => {
      if (!query.matches) show(false);
    };
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return { shown, toggle: () => show((now) => !now), close: () => show(false) };
}
