import type { ReactNode } from 'react';
import styles from './link.module.css';

/** A choice that counts once the form is sent. */
export function OnOff({ isOn, onChange, children }: { isOn: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <label className={styles.pick}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {children}
    </label>
  );
}
