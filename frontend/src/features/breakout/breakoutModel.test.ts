import { describe, expect, it, vi } from 'vitest';
import { BreakoutModel } from './breakoutModel';
import { calls, freeIn, lastClosed, ownGroup, peopleOf, placeOf, planned, rooms, running } from './places';
import { aBreakout, aGroup } from './testBreakout';

function setup(breakouts: unknown[] = [aBreakout()], answer: unknown = {}) {
  const command = vi.fn(() => Promise.resolve(answer));
  const model = new BreakoutModel({ command }, () => 0);
  model.slice.snapshot({ breakouts, said: [] });
  const hear = (type: string, body: object) => model.slice.event({ type: `breakout.${type}`, ...body });
  const place = (userId: string) => placeOf(model.getSnapshot(), userId)?.groupId ?? 'main';
  return { model, command, hear, place };
}

const person = (userId: string, groupId: string, change: object = {}) => ({ breakoutId: 'b1', userId, groupId, out: false, visits: '', ...change });

describe('BreakoutModel', () => {
  it('takes lists that the server leaves out for empty ones', () => {
    const { model } = setup([{ breakoutId: 'b1', number: 1, phase: 'planned', groups: [{ groupId: 'g1', name: 'A', members: null }] }]);
    expect(model.getSnapshot().breakouts[0]?.groups[0]).toMatchObject({ members: [], visitors: [], helpAt: null, mergedInto: '' });
    expect(planned(model.getSnapshot())).toHaveLength(1);
    expect(running(model.getSnapshot())).toBeNull();
  });

  it('knows where everybody is', () => {
    const { place, hear, model } = setup();
    expect(['ana', 'noah', 'eva'].map(place)).toEqual(['g1', 'g2', 'main']);
    hear('person', person('ana', 'g2'));
    expect(place('ana')).toBe('g2');
    hear('person', person('noah', 'g2', { out: true }));
    expect(place('noah')).toBe('main');
    expect(ownGroup(model.getSnapshot(), 'noah')?.groupId).toBe('g2');
    hear('person', person('berta', '', { visits: 'g1' }));
    expect(place('berta')).toBe('g1');
    expect(peopleOf(model.getSnapshot().breakouts[0]?.groups[0] ?? aGroup('x'))).toEqual(['liam', 'berta']);
    hear('person', person('liam', ''));
    expect(place('liam')).toBe('main');
  });

  it('follows a merged group into the one that it became part of', () => {
    const { model, hear, place } = setup();
    hear('groups', { by: 't', breakout: aBreakout({ groups: [aGroup('g1', { mergedInto: 'g2', visitors: ['berta'] }), aGroup('g2', { members: ['noah', 'ana', 'liam'] })] }) });
    expect(['ana', 'berta'].map(place)).toEqual(['g2', 'g2']);
    expect(rooms(model.getSnapshot().breakouts[0] ?? aBreakout()).map((group) => group.groupId)).toEqual(['g2']);
  });

  it('goes through opening, closing and closed', () => {
    const { model, hear, place } = setup([]);
    const news: string[] = [];
    model.onNews((one) => news.push(one.type));
    hear('opened', { by: 't', breakout: aBreakout() });
    hear('closing', { by: 't', breakout: aBreakout({ phase: 'closing', closesAt: '2026-03-02T10:10:00.000Z' }) });
    expect(running(model.getSnapshot())?.phase).toBe('closing');
    hear('kept', { breakoutId: 'b1' });
    expect(running(model.getSnapshot())).toMatchObject({ phase: 'open', closesAt: null });
    hear('time', { breakoutId: 'b1', endsAt: '2026-03-02T10:20:00.000Z' });
    expect(running(model.getSnapshot())?.endsAt).toBe('2026-03-02T10:20:00.000Z');
    hear('closed', { by: '', breakout: aBreakout({ phase: 'closed', closedAt: '2026-03-02T10:20:00.000Z' }) });
    expect(running(model.getSnapshot())).toBeNull();
    expect(lastClosed(model.getSnapshot())?.breakoutId).toBe('b1');
    expect(place('ana')).toBe('main');
    expect(news).toEqual(['breakout.opened', 'breakout.closing', 'breakout.kept', 'breakout.time', 'breakout.closed']);
  });

  it('keeps calls in their order, and the words of staff up to twenty', () => {
    const { model, hear } = setup();
    hear('group', { breakoutId: 'b1', group: aGroup('g1', { helpAt: '2026-03-02T10:02:00.000Z' }) });
    hear('group', { breakoutId: 'b1', group: aGroup('g2', { helpAt: '2026-03-02T10:01:00.000Z' }) });
    expect(calls(running(model.getSnapshot()) ?? aBreakout()).map((group) => group.groupId)).toEqual(['g2', 'g1']);
    for (let i = 0; i < 22; i += 1) hear('said', { breakoutId: 'b1', messageId: `m${String(i)}`, text: 'Hello', groupIds: [], by: 't', name: 'T' });
    expect(model.getSnapshot().said).toHaveLength(20);
    expect(model.getSnapshot().said[0]?.messageId).toBe('m2');
  });

  it('takes who speaks as it is told, and ignores what it does not know', () => {
    const { model, hear } = setup();
    hear('speaking', { speaking: { g1: ['ana'] } });
    hear('speaking', { speaking: { g2: ['noah'] } });
    hear('newer', { anything: 1 });
    expect(model.getSnapshot().speaking).toEqual({ g2: ['noah'] });
  });

  it('asks the server in its words', async () => {
    const { model, command } = setup([], { breakoutId: 'b2', groupId: 'g9' });
    expect(await model.add('Late ones')).toBe('g9');
    await model.visit(null);
    await model.close();
    await model.close(0);
    await model.help(true);
    expect(command.mock.calls).toEqual([
      ['breakout.add', { name: 'Late ones' }],
      ['breakout.visit', { groupId: '' }],
      ['breakout.close', {}],
      ['breakout.close', { seconds: 0 }],
      ['breakout.help', { on: true }],
    ]);
  });

  it('counts the places that are left', () => {
    expect([aGroup('g1'), aGroup('g1', { cap: 2, members: ['a'] }), aGroup('g1', { cap: 1, members: ['a', 'b'] })].map(freeIn)).toEqual([null, 1, 0]);
  });
});
