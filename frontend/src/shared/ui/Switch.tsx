import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import { cx } from './classes';
import styles from './switch.module.css';

interface Props {
  isOn: boolean;
  onChange: (on: boolean) => void;
  /** What was pressed before is on its way; a press is left. */
  busy?: boolean;
  className?: string;
  children: ReactNode;
}

/** Something that is on or off from the moment of the press. */
export function Switch({ isOn, onChange, busy = false, className, children }: Props) {
  return (
    <AriaSwitch className={cx(styles.switch, className)} isSelected={isOn} isReadOnly={busy} onChange={onChange}>
      <span className={styles.track} aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}
