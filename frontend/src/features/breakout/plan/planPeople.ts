import type { Role } from '@/shared/api/types';

/** Somebody who may be put into a group, or look after some. */
export interface PlanPerson {
  userId: string;
  name: string;
  role: Role;
  /** In class now. */
  here: boolean;
}

interface Listed {
  userId: string;
  name: string;
  role: Role;
  status: string;
}

/** Who is in class, and who belongs to it and isn't: those who are here first, each by name. */
export function planPeople(present: readonly Omit<PlanPerson, 'here'>[], listed: readonly Listed[], language: string): PlanPerson[] {
  const all = new Map<string, PlanPerson>();
  for (const { userId, name, role, status } of listed) if (status === 'active') all.set(userId, { userId, name, role, here: false });
  for (const { userId, name, role } of present) all.set(userId, { userId, name, role, here: true });
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  return [...all.values()].sort((a, b) => Number(b.here) - Number(a.here) || collator.compare(a.name, b.name) || a.userId.localeCompare(b.userId));
}

/** Groups have learners. */
export const learnersOf = (people: readonly PlanPerson[]): PlanPerson[] => people.filter(({ role }) => role === 'learner');

/** Assistants and observers look after several groups; instructors go where they like. */
export const attendantsOf = (people: readonly PlanPerson[]): PlanPerson[] => people.filter(({ role }) => role === 'assistant' || role === 'observer');
