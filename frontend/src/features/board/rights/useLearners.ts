import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Desk } from '../desk';
import type { Member } from '../props';

export interface Learner {
  userId: string;
  name: string;
  /** In class now. */
  here: boolean;
}

/** Who may be chosen to draw: the learners who are here, then those of the course who aren't, and whoever was chosen before. */
export function useLearners({ board, nameOf }: Pick<Desk, 'board' | 'nameOf'>, people: readonly Member[], classroomId: string, chosen: readonly string[]): { list: readonly Learner[]; loading: boolean } {
  const { i18n } = useTranslation();
  const { data, isPending } = useQuery({ queryKey: ['board', 'roster', classroomId], queryFn: ({ signal }) => board.api.roster(classroomId, signal), retry: false });
  const list = useMemo(() => {
    const found = new Map<string, Learner>();
    for (const { userId, name, role } of people) if (role === 'learner') found.set(userId, { userId, name, here: true });
    const others = new Set(people.map(({ userId }) => userId));
    for (const { userId, name, role } of data ?? []) if (role === 'learner' && !others.has(userId)) found.set(userId, { userId, name, here: false });
    for (const userId of chosen) if (!found.has(userId) && !others.has(userId)) found.set(userId, { userId, name: nameOf(userId), here: false });
    const collator = new Intl.Collator(i18n.language, { sensitivity: 'base', numeric: true });
    return [...found.values()].sort((a, b) => Number(b.here) - Number(a.here) || collator.compare(a.name, b.name));
  }, [people, data, chosen, nameOf, i18n.language]);
  return { list, loading: isPending };
}
