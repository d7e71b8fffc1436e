import { Footprints, Presentation, ScreenShareOff, UserRoundPen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import styles from '../board.module.css';
import { presents } from '../boardModel';
import type { Desk } from '../desk';
import { canBeShown } from '../groups';

/** Showing pages to everybody, going along with whoever does, and who may draw. */
export function ShowControls({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { board, state, current, me, manages, nameOf, ask, attempt } = desk;
  const { model } = board;
  const { shown, own } = state;
  const shows = presents(state, me.userId);
  const goesAlong = own === null;
  const shares = manages && canBeShown(state, current);
  return (
    <>
      {shown && shown.by !== me.userId && (
        <Button className={styles.toggle} aria-pressed={goesAlong} onClick={() => (goesAlong ? model.roam() : model.follow())}>
          <Footprints size={18} aria-hidden="true" />
          <span className={styles.words}>{t('board.follow', { name: nameOf(shown.by) })}</span>
        </Button>
      )}
      {shares && (
        <Button className={styles.toggle} data-on={shows} onClick={() => void attempt(shows ? model.stop() : model.show(current.boardId))}>
          {shows ? <ScreenShareOff size={18} aria-hidden="true" /> : <Presentation size={18} aria-hidden="true" />}
          <span className={styles.words}>{t(shows ? 'board.stopShowing' : current.groupId === '' ? 'board.show' : 'board.groups.show')}</span>
        </Button>
      )}
      {manages && (
        <Button className={styles.toggle} aria-haspopup="dialog" onClick={() => ask({ what: 'access', page: current })}>
          <UserRoundPen size={18} aria-hidden="true" />
          <span className={styles.words}>{t('board.access.open')}</span>
        </Button>
      )}
    </>
  );
}
