import { describe, expect, it } from 'vitest';
import { aBreakout, aGroup } from '../testBreakout';
import { Activity } from './activity';
import { clock, idleMs, standingOf, withoutGroup, type Looks } from './standing';

describe('how somebody is doing', () => {
  const group = aGroup('g1', { members: ['ana'], out: [] });
  const ana = { userId: 'ana', name: 'Ana', away: false, room: 'g1' };
  const looks = (change: Partial<Looks> = {}): Looks => ({ now: idleMs, since: 1, acted: new Map(), speaking: [], ...change });

  it('is told by where they are, then by what they do', () => {
    expect(standingOf(group, undefined, 'ana', looks())).toBe('gone');
    expect(standingOf(group, { ...ana, room: 'main' }, 'ana', looks())).toBe('coming');
    expect(standingOf({ ...group, out: ['ana'] }, { ...ana, room: 'main' }, 'ana', looks())).toBe('out');
    expect(standingOf(group, { ...ana, away: true }, 'ana', looks())).toBe('away');
    expect(standingOf(group, { ...ana, away: true }, 'ana', looks({ speaking: ['ana'] }))).toBe('speaking');
    expect(standingOf(group, ana, 'ana', looks())).toBe('here');
  });

  it('is idle who neither says, writes nor draws anything for long enough, counted from when it is known', () => {
    expect(standingOf(group, ana, 'ana', looks({ now: idleMs + 1 }))).toBe('idle');
    expect(standingOf(group, ana, 'ana', looks({ now: idleMs + 1, acted: new Map([['ana', 5]]) }))).toBe('here');
    expect(standingOf(group, ana, 'ana', looks({ now: idleMs + 1, since: 2 }))).toBe('here');
  });
});

it('finds who is in class and in no group', () => {
  const people = ['ana', 'zoe'].map((userId) => ({ userId, name: userId, away: false, room: 'main' }));
  expect(withoutGroup(aBreakout(), people).map(({ userId }) => userId)).toEqual(['zoe']);
});

it('counts a second until it is over', () => {
  expect([0, -5, 999, 61_000, 3_600_000].map(clock)).toEqual(['0:00', '0:00', '0:01', '1:01', '1:00:00']);
});

it('counts what a group writes until somebody looks', () => {
  const activity = new Activity(() => 7);
  activity.wrote('g1', 'ana');
  activity.wrote('g1', 'liam');
  activity.wrote('g2', 'noah');
  expect(activity.getSnapshot().unread.get('g1')).toBe(2);
  expect(activity.getSnapshot().acted.get('liam')).toBe(7);
  activity.looked('g1');
  expect([...activity.getSnapshot().unread]).toEqual([['g2', 1]]);
});
