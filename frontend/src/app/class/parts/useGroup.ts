import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ClassContext } from './parts';

const never = () => () => undefined;

/** The group in whose room this person is (empty in the main room), the groups that are one with it, and what groups are called. */
export function useGroup({ visit: { socket, features }, me: { userId }, role }: ClassContext) {
  const room = useSyncExternalStore(socket.subscribe, () => socket.getSnapshot().people.find((person) => person.userId === userId)?.room ?? 'main');
  const model = useSyncExternalStore(features.breakout.subscribe, features.breakout.getSnapshot);
  const state = useSyncExternalStore(model?.subscribe ?? never, () => model?.getSnapshot());
  const groups = useMemo(() => state?.breakouts.filter(({ phase }) => phase !== 'planned').flatMap((one) => one.groups) ?? [], [state?.breakouts]);
  const groupId = room === 'main' ? '' : room;
  const merged = useMemo(() => {
    const one = [groupId];
    for (const into of one) one.push(...groups.filter(({ mergedInto }) => mergedInto !== '' && mergedInto === into).map((group) => group.groupId));
    return one.slice(1);
  }, [groups, groupId]);
  const groupName = useCallback((id: string) => groups.find((group) => group.groupId === id)?.name, [groups]);
  const teaches = role === 'instructor' || role === 'assistant';
  /** What was written there is for this person. */
  const readable = useMemo(() => (teaches ? groups : groups.filter(({ members }) => members.includes(userId))), [groups, teaches, userId]);
  return { groupId, merged, groupName, readable };
}
