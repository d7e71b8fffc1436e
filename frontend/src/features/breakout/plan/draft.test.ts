import { describe, expect, it } from 'vitest';
import type { Breakout } from '../wire';
import { emptyDraft, groupOf, problemOf, reduceDraft, unassigned, type Draft, type DraftAction } from './draft';
import { draftOf, planOf } from './draftOf';
import { planPeople } from './planPeople';

const nameOf = (number: number) => `Group ${number}`;
const after = (draft: Draft, ...actions: DraftAction[]) => actions.reduce(reduceDraft, draft);
const who = (draft: Draft) => draft.groups.map(({ members }) => members.join(' '));
const formed = (...members: string[][]): DraftAction => ({ type: 'form', groups: members.map((ids, index) => ({ name: nameOf(index + 1), members: ids })) });
const keyOf = (draft: Draft, index: number) => draft.groups[index]?.key ?? '';

describe('a draft of groups', () => {
  it('is formed, and undone to what was there', () => {
    const empty = emptyDraft(2, nameOf);
    expect(empty.groups.map(({ name }) => name)).toEqual(['Group 1', 'Group 2']);
    const one = after(empty, formed(['a', 'b'], ['c']));
    const two = after(one, formed(['c', 'b'], ['a']));
    expect(who(two)).toEqual(['c b', 'a']);
    expect(who(after(two, { type: 'undo' }))).toEqual(['a b', 'c']);
    expect(who(after(two, { type: 'undo' }, { type: 'undo' }))).toEqual(['', '']);
    expect(after(empty, { type: 'undo' })).toBe(empty);
  });

  it('keeps names of the server, tasks and bounds when it is formed anew', () => {
    const draft = after(emptyDraft(2, nameOf), { type: 'change', key: 'new-1', change: { task: 'Read', cap: 3 } }, formed(['a'], ['b'], ['c']));
    expect(draft.groups[0]).toMatchObject({ key: 'new-1', task: 'Read', cap: 3, members: ['a'] });
    expect(new Set(draft.groups.map(({ key }) => key)).size).toBe(3);
  });

  it('has nobody in two groups, wherever they are moved', () => {
    const draft = after(emptyDraft(3, nameOf), formed(['a', 'b'], ['c'], []));
    const moved = after(draft, { type: 'move', userIds: ['a', 'c'], to: keyOf(draft, 2) });
    expect(who(moved)).toEqual(['b', '', 'a c']);
    expect(groupOf(moved, 'c')?.name).toBe('Group 3');
    const out = after(moved, { type: 'move', userIds: ['a'], to: null });
    expect(unassigned(out, ['a', 'b', 'c', 'd'])).toEqual(['a', 'd']);
    expect(who(after(out, { type: 'undo' }))).toEqual(['b', '', 'a c']);
  });

  it('takes a move to where somebody is already, or to a group that is gone, for nothing', () => {
    const draft = after(emptyDraft(2, nameOf), formed(['a'], ['b']));
    expect(after(draft, { type: 'move', userIds: ['a'], to: keyOf(draft, 0) })).toBe(draft);
    expect(after(draft, { type: 'move', userIds: ['a'], to: 'gone' })).toBe(draft);
    expect(after(draft, { type: 'move', userIds: ['z'], to: null })).toBe(draft);
  });

  it('lets those of fewer groups go, and never has none', () => {
    const draft = after(emptyDraft(2, nameOf), formed(['a'], ['b']), { type: 'count', count: 1, nameOf });
    expect(unassigned(draft, ['a', 'b'])).toEqual(['b']);
    expect(after(draft, { type: 'count', count: 0, nameOf })).toBe(draft);
    const more = after(draft, { type: 'count', count: 3, nameOf });
    expect(more.groups.map(({ name }) => name)).toEqual(['Group 1', 'Group 2', 'Group 3']);
    expect(new Set(more.groups.map(({ key }) => key)).size).toBe(3);
  });

  it('has people who look after several groups', () => {
    const draft = emptyDraft(3, nameOf);
    const attended = after(draft, { type: 'attend', userId: 'tom', keys: [keyOf(draft, 0), keyOf(draft, 2)] });
    expect(attended.groups.map(({ attendants }) => attendants.length)).toEqual([1, 0, 1]);
    expect(after(attended, { type: 'attend', userId: 'tom', keys: [] }).groups.flatMap(({ attendants }) => attendants)).toEqual([]);
  });

  it('says what keeps it from being opened', () => {
    const empty = emptyDraft(2, nameOf);
    expect(problemOf(empty, true)?.problem).toBe('nobody');
    expect(problemOf(empty, false)).toBeNull();
    expect(problemOf(after(empty, { type: 'plan', change: { learnersChoose: true } }), true)).toBeNull();
    expect(problemOf(after(empty, { type: 'change', key: 'new-2', change: { name: 'group 1 ' } }), true)).toEqual({ problem: 'sameName', key: 'new-2' });
    expect(problemOf(after(empty, { type: 'change', key: 'new-1', change: { name: ' ' } }), true)).toEqual({ problem: 'name', key: 'new-1' });
    expect(problemOf(after(empty, formed(['a', 'b'], []), { type: 'change', key: 'new-1', change: { cap: 1 } }), true)).toEqual({ problem: 'full', key: 'new-1' });
  });
});

describe('the files of a plan that goes on', () => {
  const mine = after(emptyDraft(2, nameOf), { type: 'attach', key: null, fileId: 'own' }, { type: 'attach', key: 'new-1', fileId: 'own-1' });
  const goOn = (from: string): DraftAction => ({
    type: 'form',
    goesOn: from,
    groups: [{ groupId: `${from}-g`, name: 'Red', members: ['a'], files: [`${from}-red`] }],
    along: { task: `Task of ${from}`, files: [`${from}-all`] },
  });
  const files = (draft: Draft) => [draft.plan.files.join(' '), ...draft.groups.map((group) => group.files.join(' '))];

  it('come along beside the own ones', () => {
    const on = after(mine, goOn('x'));
    expect(files(on)).toEqual(['own x-all', 'own-1 x-red']);
    expect(on.plan.task).toBe('Task of x');
    expect(planOf(on)).toMatchObject({ goesOn: 'x', plan: { files: ['own', 'x-all'] }, groups: [{ groupId: 'x-g', files: ['own-1', 'x-red'] }] });
    expect(after(after(mine, { type: 'plan', change: { task: 'Mine' } }), goOn('x')).plan.task).toBe('Mine');
  });

  it('go with what they came with', () => {
    const on = after(mine, goOn('x'));
    expect(files(after(on, goOn('y')))).toEqual(['own y-all', 'own-1 y-red']);
    expect(files(after(on, formed(['a'], ['b'])))).toEqual(['own', 'own-1', '']);
    expect(files(after(on, { type: 'undo' }))).toEqual(['own', 'own-1', '']);
    expect(files(after(on, goOn('y'), { type: 'undo' }))).toEqual(['own x-all', 'own-1 x-red']);
    expect(files(after(on, { type: 'move', userIds: ['a'], to: null }, { type: 'detach', key: null, fileId: 'x-all' }, { type: 'undo' }))).toEqual(['own', 'own-1 x-red']);
  });
});

it('comes back from the server as it was sent', () => {
  const draft = after(emptyDraft(2, nameOf), formed(['a'], ['b']), { type: 'plan', change: { minutes: 5, task: 'Read', learnersChoose: true } });
  const sent = planOf(draft);
  expect(sent.plan).toMatchObject({ seconds: 300, choice: 'free', task: 'Read' });
  const group = { out: [], visitors: [], mergedInto: '', splitFrom: '', goesOn: '', helpAt: null, helpBy: '', doneAt: null };
  const { plan, groups } = sent;
  const kept: Breakout = { ...plan, breakoutId: 'x', number: 1, name: '', phase: 'planned', plannedAt: null, openedAt: null, endsAt: null, closesAt: null, closedAt: null, from: '', groups: groups.map((one, index) => ({ ...one, ...group, groupId: `g${index}` })) };
  const again = planOf(draftOf(kept));
  expect(again).toEqual({ ...sent, breakoutId: 'x', groups: sent.groups.map((one, index) => ({ ...one, groupId: `g${index}` })) });
});

it('lists who is here before who is not, and nobody who left the course', () => {
  const listed = [
    { userId: 'a', name: 'Ana', role: 'learner', status: 'active' },
    { userId: 'b', name: 'Ben', role: 'learner', status: 'active' },
    { userId: 'c', name: 'Cem', role: 'learner', status: 'deleted' },
  ] as const;
  const people = planPeople([{ userId: 'b', name: 'Ben', role: 'assistant' }, { userId: 'z', name: 'Zoë', role: 'learner' }], listed, 'en');
  expect(people.map(({ userId, here }) => `${userId}${here ? '+' : '-'}`)).toEqual(['b+', 'z+', 'a-']);
  expect(people[0]?.role).toBe('assistant');
});
