import { useMemo, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/shared/api/services';
import type { MuteSource, Role } from '@/shared/api/types';
import type { SessionSocket } from '@/shared/live/sessionSocket';
import { CommandError } from '@/shared/live/commandError';
import { useFeedback } from '@/shared/ui/feedback';
import type { Moderation } from '@/features/roster/PersonRow';
import type { RosterEntry } from '@/features/roster/people';

/** What a teacher does to others: mute one or all, give a role for this class, remove after a question. */
export function useModeration(sessionId: string, socket: SessionSocket, role: Role) {
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
  const { mutate: setRole } = useMutation({
    mutationFn: ({ person, next }: { person: RosterEntry; next: 'assistant' | 'learner' }) => socket.command('person.role', { userId: person.userId, role: next }),
    onSuccess: (_answer, { person, next }) => notices.show(t(`people.made.${next}`, { name: person.name })),
    onError: (error, { person }) => {
      if (error instanceof CommandError && error.why === 'left') return;
      notices.show(t('people.roleFailed', { name: person.name }), 'problem');
    },
  });

  const moderation = useMemo<Moderation | null>(() => {
    if (role !== 'instructor' && role !== 'assistant') return null;
    return {
      mute: (person, source) => mute({ person, source }),
      remove: setRemoving,
      setRole: role === 'instructor' ? (person, next) => setRole({ person, next }) : null,
    };
  }, [role, mute, setRole]);
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
