import { useMemo, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import type { MuteSource } from '@/shared/api/types';
import { useFeedback } from '@/shared/ui/feedback';
import type { Moderation } from '@/features/roster/PersonRow';
import type { RosterEntry } from '@/features/roster/people';

/** What a teacher does to others: mute one or all, remove after a question. */
export function useModeration(sessionId: string, allowed: boolean) {
  const { t } = useTranslation();
  const api = useApi();
  const { notices } = useFeedback();
  const [removing, setRemoving] = useState<RosterEntry | null>(null);

  const { mutate: mute } = useMutation({
    mutationFn: ({ person, source }: { person: RosterEntry; source: MuteSource }) => api.mute(sessionId, person.userId, source),
    onError: (_error, { person }) => notices.show(t('people.muteFailed', { name: person.name }), 'problem'),
  });
  const { mutate: muteEach } = useMutation({
    mutationFn: async (people: readonly RosterEntry[]) => {
      const results = await Promise.allSettled(people.map((person) => api.mute(sessionId, person.userId, 'microphone')));
      return results.filter((result) => result.status === 'rejected').length;
    },
    onSuccess: (failed) => (failed > 0 ? notices.show(t('people.muteAllFailed', { count: failed }), 'problem') : notices.show(t('people.allMuted'))),
  });
  const remove = useMutation({
    mutationFn: (person: RosterEntry) => api.remove(sessionId, person.userId),
    onSuccess: (_answer, person) => {
      setRemoving(null);
      notices.show(t('people.removed', { name: person.name }));
    },
  });

  const moderation = useMemo<Moderation | null>(
    () => (allowed ? { mute: (person, source) => mute({ person, source }), remove: setRemoving } : null),
    [allowed, mute],
  );
  return {
    moderation,
    muteAll: (people: readonly RosterEntry[]) => muteEach(people.filter((person) => !person.isYou && person.mic === 'on')),
    removing,
    remove,
    stopRemoving: () => {
      setRemoving(null);
      remove.reset();
    },
  };
}
