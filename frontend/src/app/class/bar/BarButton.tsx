import { useSyncExternalStore, type Ref } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import { shortcuts } from '@/shared/flag';
import { cx } from '@/shared/ui/classes';
import { toolClass, toolIconClass, toolLabelClass } from '@/features/media/ToolButton';
import styles from './bar.module.css';
import type { Tool } from '../parts/parts';

const tipAfterMs = 500;

interface Props {
  tool: Tool;
  ref?: Ref<HTMLButtonElement>;
  /** For buttons that open something above themselves. */
  expanded?: boolean;
  onPress: () => void;
}

/** A button that a feature brings to the bar. Its badge is read with its name. */
export function BarButton({ tool, ref, expanded, onPress }: Props) {
  const { id, label, icon, badge, pressed, letter } = tool;
  const keysOn = useSyncExternalStore(shortcuts.subscribe, shortcuts.getSnapshot);
  const button = (
    <button
      ref={ref}
      type="button"
      data-tool={id}
      className={cx(toolClass, (pressed || expanded) && styles.pressed)}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={expanded === undefined ? undefined : 'dialog'}
      aria-keyshortcuts={keysOn ? letter : undefined}
      onClick={onPress}
    >
      <span className={toolIconClass} aria-hidden="true">
        {icon}
        {badge && <span className={cx(styles.badge, badge.urgent && styles.urgent)}>{badge.text}</span>}
      </span>
      <span className={toolLabelClass}>
        {label} {badge && <span className="srOnly">{badge.label}</span>}
      </span>
    </button>
  );
  if (!letter || !keysOn) return button;
  return (
    <TooltipTrigger delay={tipAfterMs}>
      <Focusable>{button}</Focusable>
      <Tooltip className={styles.tip ?? ''} placement="top" offset={8}>
        {label} <kbd dir="ltr">{letter}</kbd>
      </Tooltip>
    </TooltipTrigger>
  );
}
