import { useEffect, useState } from 'react';
import { CircleDot, Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { Button } from '@/shared/ui/Button';
import { Chip } from '@/shared/ui/Chip';
import styles from './schedule.module.css';

/** Class is on: one press and you are in. */
export function LiveCard({ onJoin }: { onJoin: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={styles.entry} aria-label={t('lobby.entry')}>
      <div>
        <Chip tone="ok" icon={<CircleDot size={14} aria-hidden="true" />}>
          {t('lobby.liveNow')}
        </Chip>
      </div>
      <p className={styles.text}>{t('lobby.liveHint')}</p>
      <Button variant="primary" size="large" wide onClick={onJoin}>
        {t('lobby.join')}
      </Button>
    </section>
  );
}

/** For whoever may start class. */
export function StartCard({ onStart, busy }: { onStart: () => void; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <section className={styles.entry} aria-label={t('lobby.entry')}>
      <p className={styles.lead}>{t('lobby.readyToStart')}</p>
      <p className={styles.text}>{t('lobby.startHint')}</p>
      <Button variant="primary" size="large" wide onClick={onStart} busy={busy}>
        {t('lobby.start')}
      </Button>
    </section>
  );
}

/** For learners who come first. */
export function WaitingCard({ entering, publishes }: { entering: boolean; publishes: boolean }) {
  const { t } = useTranslation();
  return (
    <section className={styles.entry} aria-label={t('lobby.entry')}>
      <div>
        <Chip icon={<Clock size={14} aria-hidden="true" />}>
          <Now />
        </Chip>
      </div>
      <p className={styles.lead}>{entering ? t('lobby.entering') : t('lobby.teacherNotHere')}</p>
      <p className={styles.text}>
        {t('lobby.autoEnter')} {publishes && t('lobby.autoEnterDevices')}
      </p>
      <p className={styles.pulse} aria-hidden="true">
        <span />
        <span />
        <span />
      </p>
    </section>
  );
}

function Now() {
  const format = useFormat();
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <time dateTime={now}>{format.time(now)}</time>;
}
