import type { Breakout, BreakoutGroup } from '../wire';

/** Somebody in class, as the session has them. */
export interface WallPerson {
  userId: string;
  name: string;
  away: boolean;
  /** "main", or the group they are in. */
  room: string;
}

/** How somebody of a group is doing; `gone` isn't in class, `out` is in the main room, `coming` on the way. */
export type Standing = 'speaking' | 'here' | 'idle' | 'away' | 'out' | 'coming' | 'gone';

/** Who neither says, writes nor draws anything for so long is idle. */
export const idleMs = 3 * 60_000;

export interface Looks {
  now: number;
  /** From when on it is known what people do. */
  since: number;
  acted: ReadonlyMap<string, number>;
  speaking: readonly string[];
}

export function standingOf(group: BreakoutGroup, person: WallPerson | undefined, userId: string, { now, since, acted, speaking }: Looks): Standing {
  if (!person) return 'gone';
  if (group.out.includes(userId)) return 'out';
  if (person.room !== group.groupId) return 'coming';
  if (speaking.includes(userId)) return 'speaking';
  if (person.away) return 'away';
  return now - Math.max(since, acted.get(userId) ?? 0) >= idleMs ? 'idle' : 'here';
}

/** Those of the learners in class who are in no group. */
export function withoutGroup(breakout: Breakout, learners: readonly WallPerson[]): WallPerson[] {
  const placed = new Set(breakout.groups.flatMap(({ members }) => members));
  return learners.filter(({ userId }) => !placed.has(userId));
}

/** 4:07; a second counts until it is over. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  const pad = (value: number) => String(value).padStart(2, '0');
  return minutes < 60 ? `${minutes}:${pad(seconds % 60)}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}
