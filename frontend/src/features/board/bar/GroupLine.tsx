import { LayoutGrid } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from '../board.module.css';
import type { Desk } from '../desk';
import { frameOf } from '../groups';

/** Whose board is looked at where that is a group's, and the way back to all groups for those who aren't in its room. */
export function GroupLine({ desk: { board, state, groupName, attempt } }: { desk: Desk }) {
  const { t } = useTranslation();
  const { all, group, room } = state;
  if (group === '') return null;
  const back = frameOf(all, group);
  return (
    <div className={styles.group}>
      {room === '' && back && (
        <Button size="small" onClick={() => void attempt(board.model.go(back.boardId))}>
          <LayoutGrid size={16} aria-hidden="true" />
          {t('board.groups.back')}
        </Button>
      )}
      <p className={styles.lineText}>
        {t('board.groups.board')} <bdi>{groupName(group) || t('board.groups.one')}</bdi>
      </p>
    </div>
  );
}
