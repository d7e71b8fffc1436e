import type { Role } from '@/shared/api/types';
import type { DeviceKind } from '@/shared/live/frames';

export interface RosterEntry {
  userId: string;
  name: string;
  role: Role;
  isYou: boolean;
  mic: 'on' | 'off' | 'none';
  camera: boolean;
  sharing: boolean;
  speaking: boolean;
  /** False while a person is in class but sound and picture are not connected yet. */
  connected: boolean;
  device: DeviceKind;
  /** The page has been out of the person's sight for a while. */
  away: boolean;
  /** "main", or the group in whose room the person is. */
  room: string;
}

export type PeopleGroup = 'staff' | 'learners' | 'observers';

const rank: Record<Role, number> = { instructor: 0, assistant: 1, learner: 2, observer: 3 };

/** Teachers first, then by name as people of that language expect. */
export function sortPeople(people: readonly RosterEntry[], language: string): RosterEntry[] {
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  return [...people].sort((a, b) => rank[a.role] - rank[b.role] || collator.compare(a.name, b.name) || a.userId.localeCompare(b.userId));
}

const groupOf: Record<Role, PeopleGroup> = { instructor: 'staff', assistant: 'staff', learner: 'learners', observer: 'observers' };

/** Those who teach, those who learn, those who watch; groups without people are left out. */
export function groupPeople(people: readonly RosterEntry[]): { group: PeopleGroup; people: RosterEntry[] }[] {
  const groups: PeopleGroup[] = ['staff', 'learners', 'observers'];
  return groups.map((group) => ({ group, people: people.filter((person) => groupOf[person.role] === group) })).filter((entry) => entry.people.length > 0);
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Finds "Chloé" when "chloe" is typed. */
export function searchPeople(people: readonly RosterEntry[], query: string): readonly RosterEntry[] {
  const words = plain(query).split(/\s+/u).filter(Boolean);
  return words.length === 0 ? people : people.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}
