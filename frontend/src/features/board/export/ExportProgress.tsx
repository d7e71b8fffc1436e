import { useTranslation } from 'react-i18next';
import { assertNever } from '@/shared/assertNever';
import styles from '../dialogs/dialogs.module.css';
import type { ExportState } from './exportModel';

/** How far the file is, what it is called, or what to do where it could not be made. */
export function ExportProgress({ work }: { work: ExportState }) {
  const { t } = useTranslation();
  switch (work.phase) {
    case 'idle':
      return null;
    case 'running': {
      const { done, total } = work;
      return (
        <div role="status">
          <progress className={styles.progress} aria-label={t('board.export.running')} value={total > 1 ? done : undefined} max={total > 1 ? total : undefined} />
          <span className={styles.hint}>{total > 1 && done < total ? t('board.export.page', { number: done + 1, total }) : t('board.export.finishing')}</span>
        </div>
      );
    }
    case 'done':
      return (
        <p role="status" className={styles.hint}>
          {t('board.export.done', { name: work.name })}
        </p>
      );
    case 'failed':
      return (
        <p role="alert" className={styles.failed}>
          {t(work.offline ? 'board.export.offline' : 'board.export.failed')}
        </p>
      );
    default:
      return assertNever(work);
  }
}
