import { mostFiles } from '../files/fileDesk';

/** One group of a plan that is being made. */
export interface DraftGroup {
  /** Names it as long as the plan is being made; that of the server where it has one. */
  key: string;
  groupId: string | null;
  name: string;
  task: string;
  /** How many may choose it; 0: no bound. */
  cap: number;
  members: readonly string[];
  attendants: readonly string[];
  /** The ids of files that are for this group alone. */
  files: readonly string[];
}

/** What is decided of the groups as a whole. */
export interface DraftPlan {
  task: string;
  learnersChoose: boolean;
  mayReturn: boolean;
  /** 0: until somebody closes them. */
  minutes: number;
  countdown: number;
  template: string;
  /** A page of the main board that each group begins with, or "". */
  copyOf: string;
  /** The ids of files that are for all groups. */
  files: readonly string[];
}

export interface Draft {
  /** The planned breakout that is changed; null for a new one. */
  breakoutId: string | null;
  name: string;
  plan: DraftPlan;
  groups: readonly DraftGroup[];
  /** The earlier breakout that is gone on with. */
  goesOn: string | null;
  /** The ids of the files that came along with it. */
  carried: readonly string[];
  /** What the groups were before each change of who is where, the last one last. */
  past: readonly Past[];
  /** The groups are as they were formed last: what was said of that still holds. */
  asFormed: boolean;
  /** The number of the next new group's key. */
  next: number;
}

/** What is brought back when a change is undone; of the files for all, those that came along. */
type Past = Pick<Draft, 'groups' | 'goesOn' | 'carried'> & { files: readonly string[] };

/** What comes along from the earlier breakout, beside its groups. */
export interface Along {
  task: string;
  files: readonly string[];
}

/** A group as it is formed, saved, or was earlier. */
export interface FormedGroup {
  name: string;
  members: readonly string[];
  task?: string;
  cap?: number;
  attendants?: readonly string[];
  groupId?: string;
  /** Those that come along where it is gone on with. */
  files?: readonly string[];
}

export type DraftAction =
  | { type: 'form'; groups: readonly FormedGroup[]; goesOn?: string | null; along?: Along }
  | { type: 'count'; count: number; nameOf: (number: number) => string }
  | { type: 'move'; userIds: readonly string[]; to: string | null }
  | { type: 'change'; key: string; change: Partial<Pick<DraftGroup, 'name' | 'task' | 'cap'>> }
  | { type: 'attend'; userId: string; keys: readonly string[] }
  /** A file for all where no group is named. */
  | { type: 'attach' | 'detach'; key: string | null; fileId: string }
  | { type: 'remove'; key: string }
  | { type: 'name'; name: string }
  | { type: 'plan'; change: Partial<DraftPlan> }
  | { type: 'undo' }
  /** The server keeps it by that name. */
  | { type: 'kept'; breakoutId: string }
  | { type: 'take'; draft: Draft };

/** How far back it can be undone. */
const mostPast = 30;
/** How many groups there may be. */
export const mostGroups = 100;
export const longestName = 80;
export const longestTask = 2000;
export const mostCountdown = 120;
/** A whole day. */
export const mostMinutes = 24 * 60;

export const firstPlan: DraftPlan = { task: '', learnersChoose: false, mayReturn: false, minutes: 10, countdown: 30, template: 'blank', copyOf: '', files: [] };

export function emptyDraft(count: number, nameOf: (number: number) => string): Draft {
  const draft: Draft = { breakoutId: null, name: '', plan: firstPlan, groups: [], goesOn: null, carried: [], asFormed: false, past: [], next: 1 };
  return { ...withCount(draft, count, nameOf), past: [] };
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'form':
      return formed(draft, action.groups, action.goesOn ?? null, action.along ?? nothing);
    case 'count':
      return withCount(draft, action.count, action.nameOf);
    case 'move':
      return moved(draft, action.userIds, action.to);
    case 'change':
      return { ...draft, groups: draft.groups.map((group) => (group.key === action.key ? { ...group, ...action.change } : group)) };
    case 'attend':
      return { ...draft, groups: draft.groups.map((group) => attended(group, action.userId, action.keys.includes(group.key))) };
    case 'attach':
    case 'detach':
      return filed(draft, action.key, (files) => [...files.filter((id) => id !== action.fileId), ...(action.type === 'attach' ? [action.fileId] : [])]);
    case 'remove':
      return changed(draft, draft.groups.filter((group) => group.key !== action.key));
    case 'name':
      return { ...draft, name: action.name };
    case 'plan':
      return { ...draft, plan: { ...draft.plan, ...action.change } };
    case 'kept':
      return { ...draft, breakoutId: action.breakoutId };
    case 'take':
      return action.draft;
    case 'undo': {
      const before = draft.past[draft.past.length - 1];
      return before ? undone(draft, before) : draft;
    }
  }
}

function filed(draft: Draft, key: string | null, how: (files: readonly string[]) => readonly string[]): Draft {
  if (key === null) return { ...draft, plan: { ...draft.plan, files: how(draft.plan.files) } };
  return { ...draft, groups: draft.groups.map((group) => (group.key === key ? { ...group, files: how(group.files) } : group)) };
}

function changed(draft: Draft, groups: readonly DraftGroup[]): Draft {
  const { goesOn, carried, plan } = draft;
  return { ...draft, groups, asFormed: false, past: [...draft.past, { groups: draft.groups, goesOn, carried, files: plan.files }].slice(-mostPast) };
}

/** Files that came along are there as long as it is gone on with what they are of. */
function undone(draft: Draft, { files, ...before }: Past): Draft {
  const plan = before.goesOn === draft.goesOn ? draft.plan : { ...draft.plan, files: joined(own(draft, draft.plan.files), files.filter((id) => before.carried.includes(id))) };
  return { ...draft, ...before, plan, asFormed: false, past: draft.past.slice(0, -1) };
}

/** Those of the files that didn't come along. */
const own = ({ carried }: Draft, files: readonly string[]) => files.filter((id) => !carried.includes(id));

const joined = (files: readonly string[], more: readonly string[]) => [...new Set([...files, ...more])].slice(0, mostFiles);

const nothing: Along = { task: '', files: [] };

/** The groups stay what they are as far as there are as many: their tasks and bounds are no part of who is in them. */
function formed(draft: Draft, groups: readonly FormedGroup[], goesOn: string | null, along: Along): Draft {
  const comes = (files: readonly string[] | undefined) => (goesOn === null ? [] : (files ?? []));
  const made = groups.slice(0, mostGroups).map((group, index): DraftGroup => {
    const before = draft.groups[index];
    // Names of an earlier breakout's groups are none of this one.
    const groupId = group.groupId ?? (goesOn === null && draft.goesOn === null ? (before?.groupId ?? null) : null);
    return {
      key: before?.key ?? `new-${draft.next + index}`,
      groupId,
      name: group.name,
      task: group.task ?? before?.task ?? '',
      cap: group.cap ?? before?.cap ?? 0,
      members: group.members,
      attendants: group.attendants ?? before?.attendants ?? [],
      files: joined(own(draft, before?.files ?? []), comes(group.files)),
    };
  });
  const plan = { ...draft.plan, task: draft.plan.task.trim() === '' ? along.task : draft.plan.task, files: joined(own(draft, draft.plan.files), comes(along.files)) };
  const carried = [...comes(along.files), ...groups.flatMap(({ files }) => comes(files))];
  return { ...changed(draft, made), plan, carried, asFormed: true, goesOn, next: draft.next + made.length };
}

/** More groups are empty ones; those of fewer are not assigned any more. */
function withCount(draft: Draft, count: number, nameOf: (number: number) => string): Draft {
  const wanted = Math.max(1, Math.min(mostGroups, count));
  if (wanted === draft.groups.length) return draft;
  if (wanted < draft.groups.length) return changed(draft, draft.groups.slice(0, wanted));
  const more = Array.from({ length: wanted - draft.groups.length }, (_, index): DraftGroup => {
    const number = draft.groups.length + index + 1;
    return { key: `new-${draft.next + index}`, groupId: null, name: nameOf(number), task: '', cap: 0, members: [], attendants: [], files: [] };
  });
  return { ...changed(draft, [...draft.groups, ...more]), next: draft.next + more.length };
}

/** Nobody is in two groups. */
function moved(draft: Draft, userIds: readonly string[], to: string | null): Draft {
  const moving = new Set(userIds);
  const target = draft.groups.find((group) => group.key === to);
  if (to !== null && !target) return draft;
  const coming = userIds.filter((id) => !target?.members.includes(id));
  const leaves = draft.groups.some((group) => group.key !== to && group.members.some((id) => moving.has(id)));
  if (!leaves && (to === null || coming.length === 0)) return draft;
  const groups = draft.groups.map((group) => (group.key === to ? { ...group, members: [...group.members, ...coming] } : without(group, moving)));
  return changed(draft, groups);
}

function without(group: DraftGroup, userIds: ReadonlySet<string>): DraftGroup {
  return group.members.some((id) => userIds.has(id)) ? { ...group, members: group.members.filter((id) => !userIds.has(id)) } : group;
}

function attended(group: DraftGroup, userId: string, attends: boolean): DraftGroup {
  if (group.attendants.includes(userId) === attends) return group;
  return { ...group, attendants: attends ? [...group.attendants, userId] : group.attendants.filter((id) => id !== userId) };
}

/** Where somebody is in the plan; null where they are in no group. */
export function groupOf(draft: Pick<Draft, 'groups'>, userId: string): DraftGroup | null {
  return draft.groups.find((group) => group.members.includes(userId)) ?? null;
}

/** Those of the learners who are in no group, in their order. */
export function unassigned(draft: Pick<Draft, 'groups'>, learners: readonly string[]): string[] {
  const placed = new Set(draft.groups.flatMap((group) => group.members));
  return learners.filter((id) => !placed.has(id));
}

export type DraftProblem = 'noGroups' | 'name' | 'sameName' | 'nobody' | 'full';

/** What keeps it from being opened; the group is meant where it is named. */
export function problemOf({ groups, plan }: Draft, opens: boolean): { problem: DraftProblem; key: string | null } | null {
  if (groups.length === 0) return { problem: 'noGroups', key: null };
  const names = new Set<string>();
  for (const { key, name, cap, members } of groups) {
    const plain = name.trim().toLocaleLowerCase();
    if (plain === '') return { problem: 'name', key };
    if (names.has(plain)) return { problem: 'sameName', key };
    if (cap > 0 && members.length > cap) return { problem: 'full', key };
    names.add(plain);
  }
  if (opens && !plan.learnersChoose && groups.every((group) => group.members.length === 0)) return { problem: 'nobody', key: null };
  return null;
}
