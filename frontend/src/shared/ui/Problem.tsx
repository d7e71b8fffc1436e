import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { ApiError, codeOf } from '../api/apiError';
import { Button } from './Button';
import styles from './problem.module.css';

/** A part of a page that could not be loaded. What was typed elsewhere stays. */
export function Problem({ error, retry, busy }: { error: unknown; retry?: () => void; busy?: boolean }) {
  const { t } = useTranslation();
  const requestId = error instanceof ApiError ? error.requestId : '';
  return (
    <div className={styles.problem} role="alert">
      <TriangleAlert size={20} aria-hidden="true" />
      <div>
        <p>{t(`problem.${codeOf(error)}`)}</p>
        {requestId && <p className={styles.code}>{t('problem.requestId', { id: requestId })}</p>}
      </div>
      {retry && (
        <Button size="small" onClick={retry} busy={busy}>
          {t('common.tryAgain')}
        </Button>
      )}
    </div>
  );
}
