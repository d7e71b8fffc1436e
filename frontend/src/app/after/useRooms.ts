import { useCallback, useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '@/shared/api/ask';
import { useServices } from '@/shared/api/services';
import type { components } from '@/shared/api/schema.gen';
import type { Me } from '@/shared/api/types';

type Schemas = components['schemas'];

const freshMs = 60_000;

/** The groups of a class that is over, and whose notes the person may read. */
export function useRooms(sessionId: string, me: Me) {
  const { t } = useTranslation('after');
  const { login } = useServices();
  const mayNote = me.permissions.includes('note.read');
  const mayGroups = me.permissions.includes('breakout.read');
  const query = useQuery({
    queryKey: ['after', 'rooms', sessionId, mayNote, mayGroups],
    queryFn: async ({ signal }) => {
      const of = `sessions/${encodeURIComponent(sessionId)}`;
      const [{ notes }, { breakouts }] = await Promise.all([
        mayNote ? ask<Schemas['NoteList']>(login, 'GET', `${of}/notes`, undefined, signal) : { notes: [] },
        mayGroups ? ask<Pick<Schemas['SessionBreakouts'], 'breakouts'>>(login, 'GET', `${of}/breakouts`, undefined, signal) : { breakouts: [] },
      ]);
      return { notes, breakouts: breakouts.filter(({ phase }) => phase !== 'planned') };
    },
    staleTime: freshMs,
  });
  const { data } = query;
  const groups = useMemo(() => {
    const all = data?.breakouts.flatMap(({ number, groups: some }) => some.map(({ groupId, name, members, attendants }) => ({ groupId, name, number, people: [...members, ...attendants] }))) ?? [];
    // Groups of two breakouts may be called alike.
    const isTwice = ({ name }: { name: string }) => all.filter((one) => one.name === name).length > 1;
    return all.map((one) => ({ ...one, name: isTwice(one) ? t('groupIn', { group: one.name, number: one.number }) : one.name }));
  }, [data, t]);
  const notes = useMemo(() => {
    const place = new Map(groups.map(({ groupId }, at) => [groupId, at + 1]));
    const placeOf = (group: string) => (group === '' ? 0 : (place.get(group) ?? groups.length + 1));
    return (data?.notes ?? []).map(({ groupId }) => groupId).toSorted((a, b) => placeOf(a) - placeOf(b));
  }, [data, groups]);
  const groupName = useCallback((groupId: string) => groups.find((one) => one.groupId === groupId)?.name, [groups]);
  const teaches = me.role === 'instructor' || me.role === 'assistant';
  const isOwn = useCallback((groupId: string) => teaches || notes.includes(groupId) || groups.some((one) => one.groupId === groupId && one.people.includes(me.userId)), [teaches, notes, groups, me.userId]);
  return { query, groups, notes, groupName, isOwn };
}
