import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LivePerson } from '@/shared/live/frames';
import { useFeedback } from '@/shared/ui/feedback';
import type { Participant } from '@/features/media/participants';

const announceUpTo = 10;

/** Says who comes and goes in small classes; in large ones that would never end. */
export function usePresenceAnnouncements(people: readonly LivePerson[], youId: string): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const now = new Map(people.map((person) => [person.userId, person.name]));
    const old = before.current;
    before.current = now;
    // The first list is who was there already.
    if (!old || old.size === 0 || now.size > announceUpTo) return;
    for (const [id, name] of now) if (!old.has(id) && id !== youId) announcer.say(t('class.joined', { name }));
    for (const [id, name] of old) if (!now.has(id) && id !== youId) announcer.say(t('class.leftClass', { name }));
  }, [people, youId, announcer, t]);
}

/** A teacher switched this person's microphone off: said at once, shown as a message. */
export function useMutedByHost(count: number): void {
  const { t } = useTranslation();
  const { announcer, notices } = useFeedback();
  const seen = useRef(count);
  useEffect(() => {
    if (count <= seen.current) return;
    seen.current = count;
    announcer.urgent(t('class.mutedByHost'));
    notices.show(t('class.mutedByHost'));
  }, [count, announcer, notices, t]);
}

/** Says when somebody else begins or ends to share their screen: it takes the stage. */
export function useShareAnnouncements(people: readonly Participant[]): void {
  const { t } = useTranslation();
  const { announcer } = useFeedback();
  const name = people.find((person) => person.screen && !person.isLocal)?.name ?? null;
  const before = useRef<string | null>(null);
  useEffect(() => {
    const old = before.current;
    before.current = name;
    if (name !== null && name !== old) announcer.say(t('class.shares', { name }));
    else if (name === null && old !== null) announcer.say(t('class.sharingEnded', { name: old }));
  }, [name, announcer, t]);
}
