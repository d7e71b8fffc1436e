import styles from './timer.module.css';

const radius = 8;
const around = 2 * Math.PI * radius;

/** How much is left, as a ring that opens clockwise. */
export function Ring({ share }: { share: number }) {
  const rest = Math.min(1, Math.max(0, share));
  return (
    <svg className={styles.ring} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle className={styles.track} cx="10" cy="10" r={radius} />
      <circle className={styles.rest} cx="10" cy="10" r={radius} strokeDasharray={around} strokeDashoffset={around * (rest - 1)} />
    </svg>
  );
}
