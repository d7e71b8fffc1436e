import { Undo2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from '../board.module.css';
import type { Desk } from '../desk';

/** Something that was just done to a page and can be taken back. */
export interface Undone {
  boardId: string;
  undo(): void;
}

interface Props {
  desk: Desk;
  /** The page that is seen was just cleared. */
  cleared: Undone | null;
  onDone: () => void;
}

/** Offers to take back what was removed or cleared last. */
export function UndoBar({ desk, cleared, onDone }: Props) {
  const { t } = useTranslation();
  const { board, state, manages, pageName, attempt } = desk;
  const removed = manages ? state.removed[state.removed.length - 1] : undefined;
  if (!cleared && !removed) return null;
  const text = cleared ? t('board.clear.done') : removed?.title ? t('board.removedNamed', { page: pageName(removed) }) : t('board.removedOne');
  const undo = () => {
    if (cleared) {
      cleared.undo();
      onDone();
    } else if (removed) void attempt(board.model.restore(removed.boardId));
  };
  const dismiss = () => {
    if (cleared) onDone();
    else for (const { boardId } of state.removed) board.model.forget(boardId);
  };
  return (
    <div className={styles.line}>
      <p role="status" className={styles.lineText}>
        {text}
      </p>
      <Button size="small" onClick={undo}>
        <Undo2 size={16} aria-hidden="true" className="mirrorRtl" />
        {cleared ? t('board.bringDrawingBack') : t('board.bringBack')}
      </Button>
      <Button variant="quiet" size="small" iconOnly aria-label={t('common.dismiss')} onClick={dismiss}>
        <X size={16} aria-hidden="true" />
      </Button>
    </div>
  );
}
