import type { ReactNode } from 'react';
import { cx } from '@/shared/ui/classes';
import styles from './toolbar.module.css';

interface Props {
  icon: ReactNode;
  label: string;
  /** Left out for buttons that are not toggles. */
  pressed?: boolean;
  tone?: 'off' | 'danger';
  badge?: string;
  busy?: boolean;
  disabled?: boolean;
  onPress: () => void;
}

export function ToolButton({ icon, label, pressed, tone, badge, busy, disabled, onPress }: Props) {
  return (
    <button
      type="button"
      className={cx(styles.tool, pressed && styles.pressed, tone === 'off' && styles.off, tone === 'danger' && styles.danger)}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      disabled={disabled}
      onClick={onPress}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
        {badge && <span className={styles.badge}>{badge}</span>}
      </span>
      <span className={styles.label}>{label}</span>
    </button>
  );
}

export const toolClass = cx(styles.tool);
export const chevronClass = cx(styles.chevron);
export const toolLabelClass = cx(styles.label);
export const toolIconClass = cx(styles.icon);
