import { useSyncExternalStore } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useWords } from '@/shared/i18n/useWords';
import { useNow } from '@/shared/ui/useNow';
import { calls, lastClosed, rooms, running } from '../places';
import type { Breakout } from '../wire';
import { AfterGroups } from './AfterGroups';
import { GroupCard } from './GroupCard';
import { HelpQueue } from './HelpQueue';
import { Unplaced } from './Unplaced';
import styles from './wall.module.css';
import type { WallDesk } from './wallDesk';
import { WallHead } from './WallHead';

/** All groups at a glance while they are open; afterwards what became of them. */
export function Wall({ desk }: { desk: WallDesk }) {
  const { t, i18n } = useTranslation('breakout');
  const ready = useWords('breakout');
  const state = useSyncExternalStore(desk.model.subscribe, desk.model.getSnapshot);
  if (!ready) return null;
  const open = running(state);
  const closed = lastClosed(state);
  return (
    <I18nProvider locale={i18n.language}>
      <section className={styles.wall} aria-label={t('wall.title')}>
        {open ? <OpenGroups desk={desk} breakout={open} speaking={state.speaking} /> : <AfterGroups desk={desk} breakout={closed} />}
      </section>
    </I18nProvider>
  );
}

function OpenGroups({ desk, breakout, speaking }: { desk: WallDesk; breakout: Breakout; speaking: Readonly<Record<string, readonly string[]>> }) {
  const { acted, unread } = useSyncExternalStore(desk.activity.subscribe, desk.activity.getSnapshot);
  const now = useNow(10_000);
  const since = Math.max(desk.activity.since, breakout.openedAt === null ? 0 : Date.parse(breakout.openedAt));
  return (
    <>
      <WallHead desk={desk} breakout={breakout} />
      <HelpQueue desk={desk} breakout={breakout} calls={calls(breakout)} />
      <Unplaced desk={desk} breakout={breakout} />
      <div className={styles.grid}>
        {rooms(breakout).map((group) => (
          <GroupCard key={group.groupId} desk={desk} breakout={breakout} group={group} unread={unread.get(group.groupId) ?? 0} looks={{ now, since, acted, speaking: speaking[group.groupId] ?? [] }} />
        ))}
      </div>
    </>
  );
}
