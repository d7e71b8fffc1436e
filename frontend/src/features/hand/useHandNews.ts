import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '@/shared/assertNever';
import { useFeedback } from '@/shared/ui/feedback';
import { chime, handSound } from './chime';
import type { Hand } from './hand';
import type { HandNews } from './handModel';
import { isStaff, type Me } from './rights';

const chimeEveryMs = 5_000;

/** Says what happens with hands: to staff that one goes up, with a soft sound; to a person what was done to them. */
export function useHandNews({ model }: Hand, me: Me, nameOf: (userId: string) => string): void {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const own = useEffectEvent((news: HandNews) => {
    switch (news.type) {
      case 'let':
        announcer.urgent(t('hand.youMaySpeak'));
        return;
      case 'stopped':
        notices.show(t('hand.yourTurnIsOver'));
        return;
      case 'silenced':
        announcer.urgent(news.silenced ? t('hand.taken') : t('hand.givenBack'));
        if (!news.silenced) notices.show(t('hand.givenBack'));
        return;
      case 'lowered':
        if (news.by !== null && news.by !== me.userId) notices.show(t('hand.wasLowered'));
        return;
      case 'raised':
      case 'floor':
        return;
      default:
        assertNever(news);
    }
  });
  const staff = isStaff(me.role);
  const tell = useEffectEvent((news: HandNews) => {
    if (news.type === 'floor') {
      if (!staff) notices.show(t(`hand.floorIs.${news.floor}`));
    } else if (news.userId === me.userId) own(news);
    else if (staff && news.type === 'raised') announcer.say(t('hand.raisedBy', { name: nameOf(news.userId) }));
    else if (news.type === 'let') announcer.say(t('hand.speaks', { name: nameOf(news.userId) }));
  });
  useEffect(() => model.onNews((news) => tell(news)), [model]);
  useEffect(() => {
    if (!staff) return;
    let last = -chimeEveryMs;
    return model.onNews((news) => {
      if (news.type !== 'raised' || news.userId === me.userId || !handSound.getSnapshot()) return;
      const now = performance.now();
      // A class that raises forty hands rings once.
      if (now - last < chimeEveryMs) return;
      last = now;
      chime();
    });
  }, [model, staff, me.userId]);
}
