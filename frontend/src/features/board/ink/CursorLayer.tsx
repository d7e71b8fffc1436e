import { useSyncExternalStore } from 'react';
import styles from './canvas.module.css';
import type { Presence } from './presence';
import type { Viewport } from './viewport';

interface Props {
  presence: Presence;
  viewport: Viewport;
}

/**
 * The pointers of the others. They are drawn here and not by Excalidraw, which would give them colours of its own and
 * look at the whole scene for every step of each.
 */
export function CursorLayer({ presence, viewport }: Props) {
  const peers = useSyncExternalStore(presence.subscribe, presence.getSnapshot);
  const { scrollX, scrollY, zoom } = useSyncExternalStore(viewport.subscribe, viewport.getSnapshot);
  return (
    <div className={styles.cursors} aria-hidden="true">
      {peers.map(({ client, name, color, pointer }) => (
        <div
          key={client}
          className={styles.cursor}
          style={{ transform: `translate(${(pointer.x + scrollX) * zoom}px, ${(pointer.y + scrollY) * zoom}px)`, color }}
        >
          {pointer.tool === 'pointer' && (
            <svg viewBox="0 0 16 20" width="16" height="20">
              <path d="M1 1v15l4.2-4 2.6 6 2.7-1.2-2.6-5.8H14z" />
            </svg>
          )}
          <span className={styles.cursorName} style={{ background: color }} dir="auto">
            {name}
          </span>
        </div>
      ))}
    </div>
  );
}
