import { assertNever } from '@/shared/assertNever';
import type { BreakoutState } from './breakoutModel';
import type { Breakout, BreakoutEvent, BreakoutGroup } from './wire';

const saidKept = 20;

const without = (list: readonly string[], userId: string) => (list.includes(userId) ? list.filter((one) => one !== userId) : list);

/** The state after an event. */
export function apply(state: BreakoutState, event: BreakoutEvent): BreakoutState {
  switch (event.type) {
    case 'breakout.planned':
    case 'breakout.opened':
    case 'breakout.groups':
    case 'breakout.closing':
      return { ...state, breakouts: put(state.breakouts, event.breakout) };
    case 'breakout.closed':
      return { ...state, breakouts: put(state.breakouts, event.breakout), speaking: {} };
    case 'breakout.discarded':
      return { ...state, breakouts: state.breakouts.filter((one) => one.breakoutId !== event.breakoutId) };
    case 'breakout.kept':
      return change(state, event.breakoutId, (one) => ({ ...one, phase: 'open', closesAt: null }));
    case 'breakout.time':
      return change(state, event.breakoutId, (one) => ({ ...one, endsAt: event.endsAt }));
    case 'breakout.person':
      return change(state, event.breakoutId, (one) => ({ ...one, groups: one.groups.map((group) => place(group, event)) }));
    case 'breakout.attends':
      return change(state, event.breakoutId, (one) => ({ ...one, groups: one.groups.map((group) => attend(group, event.userId, event.groupIds.includes(group.groupId))) }));
    case 'breakout.group':
      return change(state, event.breakoutId, (one) => ({ ...one, groups: one.groups.map((group) => (group.groupId === event.group.groupId ? event.group : group)) }));
    case 'breakout.said': {
      const others = state.said.filter((one) => one.messageId !== event.messageId);
      return { ...state, said: [...others, event].slice(-saidKept) };
    }
    case 'breakout.speaking':
      return { ...state, speaking: event.speaking };
    default:
      return assertNever(event);
  }
}

function put(breakouts: readonly Breakout[], breakout: Breakout): readonly Breakout[] {
  const there = breakouts.some((one) => one.breakoutId === breakout.breakoutId);
  return there ? breakouts.map((one) => (one.breakoutId === breakout.breakoutId ? breakout : one)) : [...breakouts, breakout];
}

function change(state: BreakoutState, breakoutId: string, make: (breakout: Breakout) => Breakout): BreakoutState {
  return { ...state, breakouts: state.breakouts.map((one) => (one.breakoutId === breakoutId ? make(one) : one)) };
}

/** One person's placement, as one group has it. Who stays keeps the place in the list. */
function place(group: BreakoutGroup, { userId, groupId, out, visits }: Extract<BreakoutEvent, { type: 'breakout.person' }>): BreakoutGroup {
  const list = (of: readonly string[], wanted: boolean) => (!wanted ? without(of, userId) : of.includes(userId) ? of : [...of, userId]);
  const member = group.groupId === groupId;
  return { ...group, members: list(group.members, member), out: list(group.out, member && out), visitors: list(group.visitors, group.groupId === visits) };
}

function attend(group: BreakoutGroup, userId: string, attends: boolean): BreakoutGroup {
  const others = without(group.attendants, userId);
  return { ...group, attendants: attends ? [...others, userId] : others };
}
