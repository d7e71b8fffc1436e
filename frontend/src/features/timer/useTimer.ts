import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '@/shared/assertNever';
import { useFormat } from '@/shared/i18n/useFormat';
import { useFeedback } from '@/shared/ui/feedback';
import { leftOf, type TimerModel, type TimerNews } from './timerModel';
import type { Timer } from './wire';

/** How long the word that the time is up stays in the header, after the end. */
const shownMs = 120_000;

/** The timer and what it has left now; null where there is nothing to see of one. */
export function useTimer(model: TimerModel): { timer: Timer; left: number } | null {
  const timer = useSyncExternalStore(model.subscribe, model.getSnapshot);
  const [now, setNow] = useState(() => model.serverNow());
  const ticks = timer !== null && timer.state !== 'paused';
  useEffect(() => {
    if (!ticks) return;
    const update = () => setNow(model.serverNow());
    update();
    const interval = setInterval(update, 250);
    return () => clearInterval(interval);
  }, [model, ticks, timer]);
  if (timer === null) return null;
  if (timer.state === 'ended' && timer.endsAt !== null && now - Date.parse(timer.endsAt) > shownMs) return null;
  return { timer, left: leftOf(timer, now) };
}

/** Says when a timer starts, is held, has a minute and ten seconds left, and ends. */
export function useTimerNews(model: TimerModel): void {
  const { t } = useTranslation();
  const format = useFormat();
  const { announcer } = useFeedback();
  const words = useEffectEvent((news: TimerNews): string => {
    switch (news.type) {
      case 'started':
        return t('timer.said.started', { time: format.duration(leftOf(news.timer, model.serverNow()) / 1_000) });
      case 'paused':
        return t('timer.said.paused');
      case 'resumed':
        return t('timer.said.resumed');
      case 'left':
        return t('timer.said.left', { time: format.duration(news.seconds) });
      case 'ended':
        return t('timer.said.ended');
      case 'stopped':
        return t('timer.said.stopped');
      default:
        return assertNever(news);
    }
  });
  useEffect(() => model.onNews((news) => announcer.say(words(news))), [model, announcer]);
}
