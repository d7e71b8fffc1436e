import { useSyncExternalStore } from 'react';
import styles from './hand.module.css';
import type { Float, ReactionModel } from './reactionModel';

/** Reactions that rise over the class for a moment. Screen readers are told by useReactionsSaid. */
export function ReactionsOverlay({ model, nameOf }: { model: ReactionModel; nameOf: (userId: string) => string }) {
  const floats = useSyncExternalStore(model.subscribe, model.getSnapshot);
  if (floats.length === 0) return null;
  return (
    <div className={styles.floats} aria-hidden="true">
      {floats.map((float) => (
        <Rising key={float.id} float={float} name={float.userId === null ? null : nameOf(float.userId)} />
      ))}
    </div>
  );
}

function Rising({ float, name }: { float: Float; name: string | null }) {
  return (
    <span className={styles.float} style={{ insetInlineStart: `${String(6 + float.place * 0.5)}%` }} data-emoji={float.emoji}>
      <span className={styles.glyph}>{float.emoji}</span>
      {float.count > 1 && (
        <bdi className={styles.times} dir="ltr">
          ×{float.count}
        </bdi>
      )}
      {name !== null && (
        <bdi className={styles.by} dir="auto">
          {name}
        </bdi>
      )}
    </span>
  );
}
