import { useEffect, useEffectEvent, useState } from 'react';
import { ArrowRight, Check, House } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '@/shared/ui/Button';
import { useFeedback } from '@/shared/ui/feedback';
import { peopleOf } from './places';
import type { Room } from './room';
import styles from './room.module.css';
import { useNameList } from './useBreakouts';

/** How long the card stays once everything is there, and where sound and picture don't come. */
const shownMs = 2_500;
const patienceMs = 8_000;

/** Says where the person was taken, and that sound and picture are there too. It takes no focus, and goes by itself. */
export function MoveCard({ room }: { room: Room }) {
  const { place, moves, media } = room;
  const [gone, setGone] = useState(0);
  const text = useMoveText(room);
  useMoveSaid(room, text);
  const there = media.connected && media.room === place;
  useEffect(() => {
    if (moves === 0) return;
    const timer = setTimeout(() => setGone(moves), there ? shownMs : patienceMs);
    return () => clearTimeout(timer);
  }, [moves, there]);
  if (gone >= moves) return null;
  return <Card text={text} home={place === 'main'} there={there} />;
}

function Card({ text, home, there }: { text: string; home: boolean; there: boolean }) {
  const { t } = useTranslation('breakout');
  return (
    <section className={styles.move} aria-label={text}>
      {home ? <House size={28} aria-hidden="true" /> : <ArrowRight size={28} className={styles.turns} aria-hidden="true" />}
      <div>
        <p className={styles.moveText} dir="auto">
          {text}
        </p>
        <p className={styles.moveState}>
          {there ? <Check size={16} aria-hidden="true" /> : <Spinner />}
          {there ? t('room.connected') : t('room.connecting')}
        </p>
      </div>
    </section>
  );
}

/** "Going to Group 3 with Ana and Liam". */
function useMoveText({ model, me, place, nameOf, here }: Room): string {
  const { t } = useTranslation('breakout');
  const list = useNameList();
  const group = place === 'main' ? null : model.group(place);
  if (place === 'main') return t('room.back');
  const name = group?.name ?? '';
  const names = group ? peopleOf(group).filter((user) => user !== me.userId && here.has(user)).map(nameOf) : [];
  return names.length === 0 ? t('room.goingAlone', { group: name }) : t('room.going', { group: name, names: list(names) });
}

/** Each move is said at once: it was done to the person. Who comes in and finds themselves in a group is told politely. */
function useMoveSaid({ place, moves }: Room, text: string): void {
  const { announcer } = useFeedback();
  const say = useEffectEvent(() => {
    if (moves > 0) announcer.urgent(text);
    else if (place !== 'main') announcer.say(text);
  });
  useEffect(() => say(), [moves]);
}
