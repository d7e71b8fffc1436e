import type { ReactNode } from 'react';
import { cx } from '@/shared/ui/classes';
import styles from './banner.module.css';

/** A quiet row of its own; never lies over the class. */
export function Banner({ tone = 'info', icon, children, action }: { tone?: 'info' | 'warn'; icon?: ReactNode; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={cx(styles.banner, tone === 'warn' && styles.warn)}>
      {icon}
      <p role="status">{children}</p>
      {action}
    </div>
  );
}
