import { useId } from 'react';
import { Hand as HandIcon, MicVocal, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/Button';
import { useTry } from '@/shared/ui/useTry';
import { FloorSwitch } from './FloorSwitch';
import type { Hand } from './hand';
import styles from './hand.module.css';
import { LowerAllButton } from './LowerAllButton';
import { isStaff, type Me } from './rights';
import { useHandState } from './useHand';
import { Waiting } from './Waiting';
import type { Since } from './wire';

interface Props {
  hand: Hand;
  me: Me;
  nameOf: (userId: string) => string;
}

/** Who speaks and who wants to, in order; for staff with what they may do. Nothing for others while no hand is up. */
export function HandQueue({ hand, me, nameOf }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { floor, queue, speaking } = useHandState(hand.model);
  const staff = isStaff(me.role);
  const empty = queue.length === 0 && speaking.length === 0;
  if (empty && !staff) return floor === 'by_hand' && me.role === 'learner' ? <p className={styles.hint}>{t('hand.raiseToSpeak')}</p> : null;
  return (
    <section className={styles.queue} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {t('hand.queue')} <span className={styles.count}>{t('people.count', { count: queue.length })}</span>
        </h2>
        {staff && queue.length > 1 && <LowerAllButton model={hand.model} count={queue.length} />}
      </div>
      {staff && <FloorSwitch model={hand.model} floor={floor} />}
      {speaking.length > 0 && (
        <ul className={styles.list} aria-label={t('hand.speaking')}>
          {speaking.map((one) => (
            <Speaker key={one.userId} one={one} name={nameOf(one.userId)} hand={hand} staff={staff} />
          ))}
        </ul>
      )}
      {queue.length > 0 && (
        <ol className={styles.list} aria-label={t('hand.queue')}>
          {queue.map((one, index) => (
            <Waiter key={one.userId} one={one} place={index + 1} name={nameOf(one.userId)} hand={hand} staff={staff} />
          ))}
        </ol>
      )}
      {empty && <p className={styles.hint}>{t('hand.nobody')}</p>}
    </section>
  );
}

interface RowProps {
  one: Since;
  name: string;
  hand: Hand;
  staff: boolean;
}

function Speaker({ one, name, hand, staff }: RowProps) {
  const { t } = useTranslation();
  const attempt = useTry();
  return (
    <li className={styles.row}>
      <MicVocal size={18} className={styles.speaks} aria-hidden="true" />
      <bdi className={styles.name} dir="auto">
        {name}
      </bdi>
      <span className={styles.since}>
        <Waiting since={one.since} serverNow={hand.serverNow} text="hand.speakingFor" />
      </span>
      {staff && (
        <Button size="small" onClick={() => void attempt(hand.model.stopSpeaking(one.userId))} aria-label={t('hand.stopName', { name })}>
          {t('hand.stop')}
        </Button>
      )}
    </li>
  );
}

function Waiter({ one, place, name, hand, staff }: RowProps & { place: number }) {
  const { t } = useTranslation();
  const attempt = useTry();
  return (
    <li className={styles.row}>
      <span className={styles.place} aria-hidden="true">
        {place}
      </span>
      <HandIcon size={18} className={styles.raised} aria-hidden="true" />
      <bdi className={styles.name} dir="auto">
        {name}
      </bdi>
      <span className={styles.since}>
        <Waiting since={one.since} serverNow={hand.serverNow} text="hand.waiting" />
      </span>
      {staff && (
        <>
          <Button size="small" variant={place === 1 ? 'primary' : 'secondary'} onClick={() => void attempt(hand.model.letSpeak(one.userId))} aria-label={t('hand.letSpeakName', { name })}>
            {t('hand.letSpeak')}
          </Button>
          <Button size="small" variant="quiet" iconOnly onClick={() => void attempt(hand.model.lower(one.userId))} aria-label={t('hand.lowerName', { name })}>
            <X size={16} aria-hidden="true" />
          </Button>
        </>
      )}
    </li>
  );
}
