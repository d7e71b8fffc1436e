import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import type { BreakoutModel, BreakoutState } from './breakoutModel';

export function useBreakouts(model: BreakoutModel): BreakoutState {
  return useSyncExternalStore(model.subscribe, model.getSnapshot);
}

/** Milliseconds until a time of the server; null where there is none. */
export function useLeft(until: string | null, serverNow: () => number): number | null {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (until === null) return;
    const update = () => setNow(serverNow());
    update();
    const timer = setInterval(update, 250);
    return () => clearInterval(timer);
  }, [until, serverNow]);
  return until === null ? null : Math.max(0, Date.parse(until) - now);
}

const namedAtMost = 4;

/** "Ana, Liam and 3 others". */
export function useNameList(): (names: readonly string[]) => string {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  return (names) => {
    if (names.length <= namedAtMost) return format.list(names);
    const shown = names.slice(0, namedAtMost - 1);
    return format.list([...shown, t('room.others', { count: names.length - shown.length })]);
  };
}

/** 4:07. A second counts until it is over. */
export function clockOf(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${String(hours)}:${pad(minutes)}:${pad(seconds % 60)}` : `${String(minutes)}:${pad(seconds % 60)}`;
}
