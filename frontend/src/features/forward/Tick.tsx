import styles from './forward.module.css';

/** A box to tick, with its words beside it. */
export function Tick({ isOn, onChange, children }: { isOn: boolean; onChange: (on: boolean) => void; children: string }) {
  return (
    <label className={styles.box}>
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <bdi dir="auto">{children}</bdi>
    </label>
  );
}
