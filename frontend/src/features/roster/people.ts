import type { Role } from '@/shared/api/types';

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
}

const rank: Record<Role, number> = { instructor: 0, assistant: 1, learner: 2, observer: 3 };

/** Teachers first, then by name as people of that language expect. */
export function sortPeople(people: readonly RosterEntry[], language: string): RosterEntry[] {
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  return [...people].sort((a, b) => rank[a.role] - rank[b.role] || collator.compare(a.name, b.name) || a.userId.localeCompare(b.userId));
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Finds "Chloé" when "chloe" is typed. */
export function searchPeople(people: readonly RosterEntry[], query: string): readonly RosterEntry[] {
  const words = plain(query).split(/\s+/u).filter(Boolean);
  return words.length === 0 ? people : people.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}
