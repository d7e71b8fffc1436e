import { useEffect, useState } from 'react';

/** Milliseconds since a moment, counted each second; 0 where there is none. */
export function useElapsed(since: number | null, now: () => number = Date.now): number {
  const [tick, setTick] = useState(() => now());
  useEffect(() => {
    if (since === null) return;
    const update = () => setTick(now());
    const timer = setInterval(update, 1_000);
    update();
    return () => clearInterval(timer);
  }, [since, now]);
  return since === null ? 0 : Math.max(0, tick - since);
}

/** 4:07, and 1:02:09 from an hour on. Digits only, so it reads the same in each language. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}
