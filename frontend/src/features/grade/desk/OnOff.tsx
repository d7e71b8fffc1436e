import type { ReactNode } from 'react';
import styles from './desk.module.css';

/** A choice that counts once the form is saved. */
export function OnOff({ isOn, onChange, children }: { isOn: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {children}
    </label>
  );
}
