import { useEffect, useState } from 'react';
import { Spinner } from './Button';
import styles from './loading.module.css';

const showAfterMs = 250;

/** Quiet for a moment, so that a quick answer doesn't flash; then a spinner with words. */
export function Loading({ label, page = false }: { label: string; page?: boolean }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), showAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const content = (
    <div className={page ? styles.page : styles.block} role="status">
      {shown && (
        <>
          <Spinner />
          <span>{label}</span>
        </>
      )}
    </div>
  );
  return page ? <main className={styles.main}>{content}</main> : content;
}
