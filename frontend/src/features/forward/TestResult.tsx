import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StoreTest, StoreTrouble } from './forwardApi';
import styles from './forward.module.css';

/** From this many seconds on, the clocks are said to differ. */
const skewFrom = 60;

/** What a test of a connection found. */
export function TestResult({ test }: { test: StoreTest }) {
  const { t } = useTranslation('forward');
  if (!test.ok && test.trouble) {
    return (
      <div className={styles.trouble} role="status">
        <TroubleText trouble={test.trouble} />
      </div>
    );
  }
  return (
    <div className={styles.good} role="status">
      <p className={styles.line}>
        <CircleCheck size={18} aria-hidden="true" />
        {t('test.good', { version: test.version })}
      </p>
      {test.writeOnly && <p>{t('test.writeOnly')}</p>}
      {Math.abs(test.skewSeconds) >= skewFrom && <p>{t('test.skew', { count: Math.abs(Math.round(test.skewSeconds / 60)) })}</p>}
    </div>
  );
}

/** A trouble in words, with the store's own. */
export function TroubleText({ trouble }: { trouble: StoreTrouble }) {
  const { t } = useTranslation('forward');
  return (
    <>
      <p className={styles.line}>
        <TriangleAlert size={18} aria-hidden="true" />
        {t(`trouble.${trouble.code}`)}
        {trouble.status > 0 && <span className={styles.status} dir="ltr">{`HTTP ${trouble.status}`}</span>}
      </p>
      <p>{t(`mend.${trouble.code}`)}</p>
      {trouble.said !== '' && (
        <p className={styles.said}>
          {t('trouble.said')} <bdi dir="auto">{trouble.said}</bdi>
        </p>
      )}
    </>
  );
}
