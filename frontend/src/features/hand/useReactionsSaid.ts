import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFeedback } from '@/shared/ui/feedback';
import type { ReactionModel } from './reactionModel';
import { emojis } from './wire';

const everyMs = 8_000;

/** Says reactions at most once in eight seconds, as a number: they are a mood and no messages. */
export function useReactionsSaid(model: ReactionModel): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const say = useEffectEvent((emoji: string, count: number) => {
    const name = emojis.find((one) => one.emoji === emoji)?.name;
    if (name) announcer.say(t('hand.reacted', { what: t(`hand.emoji.${name}`), count }));
  });
  useEffect(() => {
    let seen = 0;
    let last = -everyMs;
    return model.subscribe(() => {
      const fresh = model.getSnapshot().filter((one) => one.id > seen);
      const first = fresh[0];
      if (!first) return;
      seen = Math.max(...fresh.map((one) => one.id));
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      const same = fresh.filter((one) => one.emoji === first.emoji);
      say(first.emoji, Math.max(same.length, ...same.map((one) => one.count)));
    });
  }, [model]);
}
