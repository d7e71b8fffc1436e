import { useEffect, useRef, type ReactNode } from 'react';
import styles from './messagePage.module.css';

interface Props {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** A short code that support can ask for. */
  code?: string;
  /** What belongs to it and needs more room. */
  below?: ReactNode;
}

/** A whole page that says one thing and offers one next step. */
export function MessagePage({ icon, title, children, actions, code, below }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        {icon && (
          <div className={styles.icon} aria-hidden="true">
            {icon}
          </div>
        )}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children && <div className={styles.text}>{children}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
        {code && <p className={styles.code}>{code}</p>}
      </div>
      {below && <div className={styles.below}>{below}</div>}
    </main>
  );
}
