import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import styles from './analytics.module.css';

export interface View {
  id: string;
  label: string;
  /** Stands behind the label. */
  count?: number;
  render: () => ReactNode;
}

/** Views as tabs: one stop for Tab, arrows between them. */
export function Views({ label, views }: { label: string; views: readonly View[] }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const view = views[at];
  const onKeyDown = (event: KeyboardEvent) => {
    const side = document.documentElement.dir === 'rtl' ? -1 : 1;
    const ends: Record<string, number> = { ArrowRight: at + side, ArrowLeft: at - side, Home: 0, End: views.length - 1 };
    const next = ends[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const there = (next + views.length) % views.length;
    setAt(there);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[there]?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" tabIndex={-1} aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
        {views.map((one, index) => (
          <button
            key={one.id}
            type="button"
            role="tab"
            id={`${id}-${one.id}`}
            aria-selected={index === at}
            aria-controls={index === at ? `${id}-panel` : undefined}
            tabIndex={index === at ? 0 : -1}
            className={styles.tab}
            onClick={() => setAt(index)}
          >
            {one.label} {one.count !== undefined && <span className={styles.badge}>{one.count}</span>}
          </button>
        ))}
      </div>
      {view && (
        <div key={view.id} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${view.id}`} tabIndex={0} className={styles.panel}>
          {view.render()}
        </div>
      )}
    </>
  );
}
