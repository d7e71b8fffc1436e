import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { LevelMeter } from '@/shared/media/levelMeter';
import styles from './deviceCheck.module.css';

const quiet = { subscribe: () => () => undefined, getSnapshot: () => 0 };

/** How loud the microphone hears you, as a bar that moves. */
export function LevelBar({ meter }: { meter: LevelMeter | null }) {
  const { t } = useTranslation();
  const source = meter ?? quiet;
  const level = useSyncExternalStore(source.subscribe, source.getSnapshot);
  return (
    <div
      className={styles.meter}
      role="meter"
      aria-label={t('device.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level * 100)}
    >
      <span style={{ inlineSize: `${Math.round(level * 100)}%` }} />
    </div>
  );
}
