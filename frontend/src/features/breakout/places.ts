import type { Breakout, BreakoutGroup } from './wire';
import type { BreakoutState } from './breakoutModel';

/** The breakout in whose groups people are, if any. */
export function running({ breakouts }: Pick<BreakoutState, 'breakouts'>): Breakout | null {
  return breakouts.find((one) => one.phase === 'open' || one.phase === 'closing') ?? null;
}

/** What staff have prepared, the newest last. */
export function planned({ breakouts }: Pick<BreakoutState, 'breakouts'>): readonly Breakout[] {
  return breakouts.filter((one) => one.phase === 'planned');
}

/** The breakout that was closed last: what may be opened again. */
export function lastClosed({ breakouts }: Pick<BreakoutState, 'breakouts'>): Breakout | null {
  const closed = breakouts.filter((one) => one.phase === 'closed');
  return closed.reduce<Breakout | null>((last, one) => (last === null || (one.closedAt ?? '') >= (last.closedAt ?? '') ? one : last), null);
}

/** The groups that are rooms of their own: those merged into others are not. */
export function rooms(breakout: Breakout): readonly BreakoutGroup[] {
  return breakout.groups.filter((group) => group.mergedInto === '');
}

/** The group that a group has become part of, or itself. */
export function groupOf(breakout: Breakout, groupId: string): BreakoutGroup | null {
  let group = breakout.groups.find((one) => one.groupId === groupId) ?? null;
  for (let i = 0; group !== null && group.mergedInto !== '' && i < breakout.groups.length; i += 1) {
    const into: string = group.mergedInto;
    group = breakout.groups.find((one) => one.groupId === into) ?? null;
  }
  return group;
}

/** The group that somebody is a member of, wherever they are now. */
export function memberOf(breakout: Breakout, userId: string): BreakoutGroup | null {
  const group = breakout.groups.find((one) => one.members.includes(userId));
  return group ? groupOf(breakout, group.groupId) : null;
}

/** The group that somebody is a member of in the running breakout, wherever they are now. */
export function ownGroup(state: Pick<BreakoutState, 'breakouts'>, userId: string): BreakoutGroup | null {
  const open = running(state);
  return open ? memberOf(open, userId) : null;
}

/** The group in which somebody is to be; null is the main room. */
export function placeOf(state: Pick<BreakoutState, 'breakouts'>, userId: string): BreakoutGroup | null {
  const open = running(state);
  if (!open) return null;
  const visited = open.groups.find((one) => one.visitors.includes(userId));
  if (visited) return groupOf(open, visited.groupId);
  const own = open.groups.find((one) => one.members.includes(userId));
  return own && !own.out.includes(userId) ? groupOf(open, own.groupId) : null;
}

/** Who is to be in a group: its members, without those who went out, and its visitors. */
export function peopleOf(group: BreakoutGroup): readonly string[] {
  return [...group.members.filter((user) => !group.out.includes(user)), ...group.visitors];
}

/** What a group is to do: its own task, or that of all. */
export function taskOf(breakout: Breakout, group: BreakoutGroup): string {
  return group.task === '' ? breakout.task : group.task;
}

/** The files of its task: those of all, then its own. */
export function filesOf(breakout: Breakout, group: BreakoutGroup): readonly string[] {
  return [...new Set([...breakout.files, ...group.files])];
}

/** The files of all tasks. */
export function allFiles({ files, groups }: Breakout): readonly string[] {
  return [...new Set([...files, ...groups.flatMap((group) => group.files)])];
}

/** How many more may choose a group; null: any number. */
export function freeIn(group: BreakoutGroup): number | null {
  return group.cap === 0 ? null : Math.max(0, group.cap - group.members.length);
}

/** The groups that call for help, the longest first. */
export function calls(breakout: Breakout): readonly BreakoutGroup[] {
  return rooms(breakout)
    .filter((group) => group.helpAt !== null)
    .toSorted((a, b) => (a.helpAt ?? '').localeCompare(b.helpAt ?? ''));
}
