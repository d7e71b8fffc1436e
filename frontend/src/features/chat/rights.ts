import type { Role } from '@/shared/api/types';
import type { ChatState } from './chatModel';
import type { ChatMessage, ChatTo } from './wire';

export interface Me {
  userId: string;
  name: string;
  role: Role;
  /** The group that the person is in now, where there are groups. */
  groupId?: string | null;
  /** What a group is called; undefined where that isn't known. */
  groupName?: (groupId: string) => string | undefined;
}

export interface Somebody {
  userId: string;
  name: string;
  role: Role;
}

export function isStaff(role: Role): boolean {
  return role === 'instructor' || role === 'assistant';
}

/** Why nothing can be written at all; null where it can. */
export type Barrier = 'ended' | 'observer' | 'muted' | 'off';

export function barrierOf(state: Pick<ChatState, 'ended' | 'mutedMe' | 'settings'>, role: Role): Barrier | null {
  if (state.ended) return 'ended';
  if (role === 'observer') return 'observer';
  if (isStaff(role)) return null;
  if (state.mutedMe) return 'muted';
  return state.settings.learners === 'off' ? 'off' : null;
}

/** To whom the person may write now; the first one is what is chosen at the beginning: who is in a group writes to it. */
export function recipients(state: Pick<ChatState, 'settings'>, me: Me, people: readonly Somebody[]): ChatTo[] {
  const staff = isStaff(me.role);
  const open = staff || state.settings.learners === 'everyone';
  const list: ChatTo[] = [];
  if (open && me.groupId) {
    const name = me.groupName?.(me.groupId);
    list.push({ kind: 'group', groupId: me.groupId, ...(name && { name }) });
  }
  if (open) list.push({ kind: 'everyone' });
  list.push({ kind: 'staff' });
  for (const { userId, name, role } of people) {
    if (userId !== me.userId && (staff || isStaff(role) || (open && state.settings.private))) list.push({ kind: 'person', userId, name });
  }
  return list;
}

export function sameTo(a: ChatTo, b: ChatTo): boolean {
  return a.kind === b.kind && (a.kind !== 'person' || a.userId === b.userId) && (a.kind !== 'group' || a.groupId === b.groupId);
}

/** To whom an answer goes: where the message came from, so that what is private stays so. */
export function answerTo(message: ChatMessage, me: Me): ChatTo {
  switch (message.to.kind) {
    case 'everyone':
      return { kind: 'everyone' };
    case 'staff':
      return { kind: 'staff' };
    case 'group':
      return { kind: 'group', groupId: message.to.groupId };
    case 'person':
      return message.userId === me.userId ? { kind: 'person', userId: message.to.userId, name: message.to.name } : { kind: 'person', userId: message.userId, name: message.name };
  }
}

const editWithinMs = 15 * 60_000;

export interface MessageRights {
  reply: boolean;
  react: boolean;
  edit: boolean;
  remove: boolean;
  mute: boolean;
}

/** What may be done to a message. The server decides; this only saves offering what it would refuse. */
export function rightsTo(message: ChatMessage, me: Me, barrier: Barrier | null, now: number): MessageRights {
  const own = message.userId === me.userId;
  const there = message.deleted === undefined;
  const over = barrier === 'ended';
  const moderates = isStaff(me.role) && message.to.kind !== 'person' && (message.role !== 'instructor' || me.role === 'instructor');
  return {
    reply: there && barrier === null,
    react: there && barrier === null,
    edit: there && own && barrier === null && now - Date.parse(message.sentAt) < editWithinMs,
    remove: there && !over && me.role !== 'observer' && (own || moderates),
    mute: !own && !over && isStaff(me.role) && !isStaff(message.role),
  };
}
