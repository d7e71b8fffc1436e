import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterEntry } from '@/features/roster/people';

/** What people are called; somebody who has left is "somebody". */
export function useNames(people: readonly RosterEntry[]): (userId: string) => string {
  const { t } = useTranslation();
  const names = useMemo(() => new Map(people.map((person) => [person.userId, person.name])), [people]);
  return useCallback((userId: string) => names.get(userId) ?? t('class.somebody'), [names, t]);
}
