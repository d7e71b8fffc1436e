import type { RosterGroup, RosterPerson } from './rosterApi';

/** What somebody is to the course, in one word. */
export type Standing = 'here' | 'expected' | 'unlisted' | 'inactive' | 'left';

/** Somebody on the course's list who came, or never did; somebody who came and isn't on it; somebody who left. */
export function standingOf(person: RosterPerson, listed: boolean): Standing {
  if (person.status === 'deleted') return 'left';
  if (person.status === 'inactive') return 'inactive';
  if (listed && !person.listed) return 'unlisted';
  return person.launched ? 'here' : 'expected';
}

export type Show = 'all' | 'instructor' | 'assistant' | 'learner' | 'observer' | 'left';
export const shows: readonly Show[] = ['all', 'learner', 'instructor', 'assistant', 'observer', 'left'];

export interface Filter {
  show: Show;
  /** The id of a group, '' for any. */
  group: string;
  text: string;
}

export const everybody: Filter = { show: 'all', group: '', text: '' };

const gone = (person: RosterPerson) => person.status !== 'active';

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

/** Those whom the filter lets through, in the order of the alphabet; who left comes last. */
export function filtered(people: readonly RosterPerson[], { show, group, text }: Filter, language: string): RosterPerson[] {
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  const wanted = plain(text.trim());
  return people
    .filter((person) => show === 'all' || (show === 'left' ? gone(person) : person.role === show && !gone(person)))
    .filter((person) => group === '' || person.groupIds.includes(group))
    .filter((person) => wanted === '' || plain(person.name).includes(wanted))
    .sort((a, b) => Number(gone(a)) - Number(gone(b)) || collator.compare(a.name, b.name) || a.userId.localeCompare(b.userId));
}

export interface GroupSet {
  name: string;
  groups: RosterGroup[];
}

/** Groups by their sets, in the order in which they came; those of no set stand first. */
export function bySet(groups: readonly RosterGroup[]): GroupSet[] {
  const sets = new Map<string, GroupSet>();
  for (const group of groups) {
    const set = sets.get(group.setName) ?? { name: group.setName, groups: [] };
    set.groups.push(group);
    sets.set(group.setName, set);
  }
  return [...sets.values()].sort((a, b) => Number(a.name !== '') - Number(b.name !== ''));
}

/** Failures whose cause and mend have words of their own. */
const explained = [
  'token_refused',
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
  'server_error',
  'network',
  'timeout',
  'html_response',
  'malformed_response',
  'empty_list',
  'shrunk_list',
  'registration_unknown',
  'insecure_address',
] as const;
export type FailureWord = (typeof explained)[number] | 'other';

export function failureWord(code: string): FailureWord {
  return explained.find((word) => word === code) ?? 'other';
}
