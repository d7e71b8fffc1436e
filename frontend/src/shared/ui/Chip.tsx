import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { cx } from './classes';

export type Tone = 'neutral' | 'ok' | 'warn' | 'danger' | 'accent';

export function Chip({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={cx(styles.chip, styles[tone])}>
      {icon}
      {children}
    </span>
  );
}
