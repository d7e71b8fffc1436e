import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from './list.module.css';

/** Offers to bring back what was removed last. */
export function UndoLine({ onUndo }: { onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <p className={styles.undo}>
      <span>{t('board.list.wasRemoved')}</span>
      <Button size="small" aria-keyshortcuts="Control+Z" onClick={onUndo}>
        <Undo2 size={16} aria-hidden="true" className="mirrorRtl" />
        {t('board.list.undo')}
      </Button>
    </p>
  );
}
