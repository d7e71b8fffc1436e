import { useSyncExternalStore, type ReactNode } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import { shortcuts } from '@/shared/flag';
import { ariaKeys, isMac, keyLabel, shortcutFor, type KeyAction } from '@/shared/keys';
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
  /** The key that does the same; a tip names it. */
  keyAction?: KeyAction;
  onPress: () => void;
}

const tipAfterMs = 500;

export function ToolButton({ icon, label, pressed, tone, badge, busy, disabled, keyAction, onPress }: Props) {
  const keysOn = useSyncExternalStore(shortcuts.subscribe, shortcuts.getSnapshot);
  const shortcut = keyAction && keysOn ? shortcutFor(keyAction) : undefined;
  const button = (
    <button
      type="button"
      className={cx(styles.tool, pressed && styles.pressed, tone === 'off' && styles.off, tone === 'danger' && styles.danger)}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      aria-keyshortcuts={shortcut && ariaKeys(shortcut, isMac())}
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
  if (!shortcut) return button;
  return (
    <TooltipTrigger delay={tipAfterMs}>
      <Focusable>{button}</Focusable>
      <Tooltip className={styles.tip ?? ''} placement="top" offset={8}>
        {label} <kbd dir="ltr">{keyLabel(shortcut, isMac())}</kbd>
      </Tooltip>
    </TooltipTrigger>
  );
}

export const toolClass = cx(styles.tool);
export const chevronClass = cx(styles.chevron);
export const toolLabelClass = cx(styles.label);
export const toolIconClass = cx(styles.icon);
