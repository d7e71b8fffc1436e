import { describe, expect, it } from 'vitest';
import { bySet, everybody, failureWord, filtered, standingOf } from './roster';
import type { RosterPerson } from './rosterApi';

const person = (name: string, more: Partial<RosterPerson> = {}): RosterPerson => ({
  userId: name,
  name,
  role: 'learner',
  status: 'active',
  sinceAt: null,
  untilAt: null,
  listed: true,
  launched: false,
  groupIds: [],
  ...more,
});

describe('standingOf', () => {
  it.each([
    ['expected', person('a'), true],
    ['here', person('a', { launched: true }), true],
    ['unlisted', person('a', { launched: true, listed: false }), true],
    ['here', person('a', { launched: true, listed: false }), false],
    ['left', person('a', { launched: true, status: 'deleted' }), true],
    ['inactive', person('a', { status: 'inactive' }), true],
  ] as const)('is %s', (standing, who, listed) => {
    expect(standingOf(who, listed)).toBe(standing);
  });
});

describe('filtered', () => {
  const people = [person('Zoë', { groupIds: ['g'] }), person('ana'), person('Ben', { status: 'deleted', groupIds: ['g'] }), person('Ingrid', { role: 'instructor' })];
  const names = (filter: Partial<typeof everybody>) => filtered(people, { ...everybody, ...filter }, 'en').map(({ name }) => name);
  it('orders by name, who left last', () => expect(names({})).toEqual(['ana', 'Ingrid', 'Zoë', 'Ben']));
  it('shows one role, without who left', () => expect(names({ show: 'learner' })).toEqual(['ana', 'Zoë']));
  it('shows who left', () => expect(names({ show: 'left' })).toEqual(['Ben']));
  it('shows a group', () => expect(names({ group: 'g' })).toEqual(['Zoë', 'Ben']));
  it('finds without accents', () => expect(names({ text: ' zoe ' })).toEqual(['Zoë']));
});

it('puts groups of no set first', () => {
  const group = (id: string, setName: string) => ({ id, name: id, setName, members: [] });
  expect(bySet([group('1', 'B'), group('2', ''), group('3', 'B')]).map(({ name, groups }) => [name, groups.length])).toEqual([
    ['', 1],
    ['B', 2],
  ]);
});

it('has words for a failure that it does not know', () => {
  expect([failureWord('forbidden'), failureWord('no_such_code')]).toEqual(['forbidden', 'other']);
});
