import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Spinner } from '@/shared/ui/Button';
import styles from '../board.module.css';
import type { Desk } from '../desk';

/** Says quietly that pages are still coming in, while the dialog is closed. */
export function ImportLine({ desk: { board, state, ask } }: { desk: Desk }) {
  const { t } = useTranslation();
  const sending = useSyncExternalStore(board.imports.subscribe, board.imports.getSnapshot).filter((one) => one.error === null);
  const running = state.imports.filter((one) => one.state === 'waiting' || one.state === 'rendering');
  const count = sending.length + running.length;
  if (count === 0) return null;
  const [one] = running;
  return (
    <div className={styles.line}>
      <Spinner />
      <p className={styles.lineText}>{one && one.total > 0 ? t('board.import.lineOf', { name: one.name, done: one.done, total: one.total }) : t('board.import.line', { count })}</p>
      <Button size="small" onClick={() => ask({ what: 'import' })}>
        {t('board.import.details')}
      </Button>
    </div>
  );
}
