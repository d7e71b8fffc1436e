import { describe, expect, it } from 'vitest';
import { fitTiles, pageSize } from './grid';
import { arrange, mainSpeaker, type Order } from './order';
import type { Participant } from './participants';

function person(identity: string, change: Partial<Participant> = {}): Participant {
  return { identity, userId: identity, name: identity, isLocal: false, mic: 'on', micTrack: null, voice: null, camera: null, screen: null, screenAudio: null, speaking: false, lastSpokeAt: 0, quality: 'good', joinedAt: 0, ...change };
}

describe('fitTiles', () => {
  it.each([
    [1, 1600, 900, 1, 1600],
    [2, 1200, 700, 2, 596],
    [4, 1200, 700, 2, 596],
    [25, 1200, 700, 5, 233],
  ])('%i people in %i x %i', (count, width, height, columns, tile) => {
    const fit = fitTiles(count, width, height, 8);
    expect(fit.columns).toBe(columns);
    expect(fit.width).toBe(tile);
    expect(fit.width / fit.height).toBeCloseTo(16 / 9, 1);
    expect(fit.rows * fit.height + (fit.rows - 1) * 8).toBeLessThanOrEqual(height);
  });
});

describe('on an upright phone', () => {
  it('tiles are taller, so that they fill it', () => {
    const fit = fitTiles(2, 390, 700, 8);
    expect(fit).toMatchObject({ columns: 1, width: 390 });
    expect(fit.width / fit.height).toBeCloseTo(4 / 3, 1);
  });
});

describe('pageSize', () => {
  it('holds 25 on a wide screen and few on a phone', () => {
    expect(pageSize(1600, 900, 8)).toBe(25);
    expect(pageSize(390, 640, 8)).toBe(8);
    expect(pageSize(320, 200, 8)).toBe(4);
    expect(pageSize(10, 10, 8)).toBe(1);
  });
});

describe('arrange', () => {
  const people = ['a', 'b', 'c', 'd'].map((id, joinedAt) => person(id, { joinedAt, isLocal: id === 'a' }));
  const start: Order = arrange({ identities: [], changedAt: 0 }, people, 2, 0);

  it('starts by arrival and keeps places when somebody goes', () => {
    expect(start.identities).toEqual(['a', 'b', 'c', 'd']);
    expect(arrange(start, people.filter((p) => p.identity !== 'b'), 2, 1).identities).toEqual(['a', 'c', 'd']);
  });

  it('returns the same order where nothing changed', () => {
    expect(arrange(start, people, 2, 10)).toBe(start);
  });

  it('brings a speaker to the first page, but not more than once in three seconds', () => {
    const speaking = (id: string) => people.map((p) => ({ ...p, speaking: p.identity === id }));
    const first = arrange(start, speaking('d'), 2, 10_000);
    expect(first.identities).toEqual(['a', 'd', 'c', 'b']);
    expect(arrange(first, speaking('c'), 2, 11_000)).toBe(first);
    expect(arrange(first, speaking('c'), 2, 13_000).identities).toEqual(['a', 'c', 'd', 'b']);
  });
});

describe('mainSpeaker', () => {
  const you = person('you', { isLocal: true, speaking: true });
  const ana = person('ana', { lastSpokeAt: 5 });
  const ben = person('ben', { lastSpokeAt: 9 });
  it.each([
    ['the pinned person', [you, ana, ben], 'ana', 'ben', 'ana'],
    ['who spoke last', [you, ana, ben], null, null, 'ben'],
    ['who is held, while nobody speaks', [you, ana, ben], null, 'ana', 'ana'],
    ['who speaks now', [you, ana, { ...ben, speaking: true }], null, 'ana', 'ben'],
    ['yourself when alone', [you], null, null, 'you'],
    ['nobody in an empty room', [], null, null, null],
    ['not a pinned person who left', [you, ben], 'ana', null, 'ben'],
  ])('%s', (_name, people, pinned, current, expected) => {
    expect(mainSpeaker(people, pinned, current)).toBe(expected);
  });
});
