import type { Column } from './analytics';
import styles from './analytics.module.css';

const shapes: Record<Column, string> = {
  present: '',
  late: 'M-3 -3 L2 0 L-3 3',
  leftEarly: 'M3 -3 L-2 0 L3 3',
  partial: 'M-3 0 H3 M0 -3 V3',
  absent: 'M-3 -3 L3 3 M3 -3 L-3 3',
};

/** Tells what a colour means to those who don't see it. */
export function Mark({ status, x, y }: { status: Column; x: number; y: number }) {
  return <path className={styles.mark} d={shapes[status]} transform={`translate(${x} ${y})`} aria-hidden="true" />;
}
