import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/shared/i18n/useFormat';
import { useFeedback } from '@/shared/ui/feedback';
import type { BreakoutNews } from './breakoutModel';
import { filesOf, running } from './places';
import type { Room } from './room';
import type { Breakout, BreakoutGroup } from './wire';

/** How long before the end it is said, in seconds. */
const warnings = [60, 10];

/** Says politely what happens to the groups: the countdown, the time, a call for help of the own group and its answer. */
export function useBreakoutNews({ model, me, place, nameOf }: Room): void {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const { announcer, notices } = useFeedback();
  const own = useRef<BreakoutGroup | null>(null);
  const group = model.group(place);
  const files = useRef<readonly string[]>([]);
  const open = running(model.getSnapshot());
  useEffect(() => {
    own.current = group;
    files.current = open && group ? filesOf(open, group) : [];
  }, [group, open]);
  const more = (all: readonly string[], own: BreakoutGroup | null) => {
    if (!own || [...all, ...own.files].every((id) => files.current.includes(id))) return;
    announcer.say(t('files.more'));
    notices.show(t('files.more'));
  };
  const inSeconds = (at: string | null) => format.duration(at === null ? 0 : (Date.parse(at) - model.serverNow()) / 1_000);
  const ofOwn = (now: BreakoutGroup, by: string) => {
    const before = own.current;
    if (before?.groupId !== now.groupId) return;
    if (now.helpAt !== null && before.helpAt === null && by !== me.userId) announcer.say(t('room.calledBy', { name: nameOf(by) }));
    if (now.helpAt === null && before.helpAt !== null && by !== me.userId) announcer.say(t('room.answered'));
    if ((now.doneAt === null) !== (before.doneAt === null) && by !== me.userId) announcer.say(now.doneAt === null ? t('room.undoneSaid') : t('room.doneSaid'));
  };
  const tell = useEffectEvent((news: BreakoutNews) => {
    switch (news.type) {
      case 'breakout.closing': {
        const text = t('room.closing', { time: inSeconds(news.breakout.closesAt) });
        announcer.say(text);
        return;
      }
      case 'breakout.kept':
        notices.show(t('room.kept'));
        return;
      case 'breakout.time':
        if (news.by !== me.userId) notices.show(news.endsAt === null ? t('room.noEnd') : t('room.newTime', { time: inSeconds(news.endsAt) }));
        return;
      case 'breakout.group':
        ofOwn(news.group, news.by);
        if (news.group.groupId === place && news.by !== me.userId) more(open?.files ?? [], news.group);
        return;
      case 'breakout.groups':
        if (news.by !== me.userId) more(news.breakout.files, own.current);
        return;
      default:
        return;
    }
  });
  useEffect(() => model.onNews((news) => tell(news)), [model]);
}

/** Says when there is a minute and when there are ten seconds left, to whoever is in a group. */
export function useTimeSaid({ model, place }: Room, breakout: Breakout | null): void {
  const { t } = useTranslation('breakout');
  const format = useFormat();
  const { announcer } = useFeedback();
  const say = useEffectEvent((seconds: number) => announcer.say(t('room.leftSaid', { time: format.duration(seconds) })));
  const endsAt = place !== 'main' && breakout?.phase === 'open' ? breakout.endsAt : null;
  useEffect(() => {
    if (endsAt === null) return;
    const left = Date.parse(endsAt) - model.serverNow();
    const timers = warnings.map((seconds) => (left > seconds * 1_000 ? setTimeout(() => say(seconds), left - seconds * 1_000) : undefined));
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [model, endsAt]);
}
