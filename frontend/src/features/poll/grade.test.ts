import { describe, expect, it } from 'vitest';
import { choiceOfKey, choicesOf, choose, cleaned, move } from './answer';
import { markOf, partOf, quizSum } from './grade';
import { barsOf, meanOf, weightOf } from './tally';
import { testPoll } from './testPoll';
import type { PollKind } from './wire';

const abcd = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id.toUpperCase() }));

describe('partOf', () => {
  it.each<[PollKind, string[], string[], number | null]>([
    ['single', ['b'], ['b'], 1],
    ['single', ['b'], ['a'], 0],
    ['yes_no', ['no'], ['no'], 1],
    ['scale', ['3'], ['4'], 0],
    ['multiple', ['a', 'b'], ['a'], 0.5],
    ['multiple', ['a', 'b'], ['a', 'c'], 0],
    ['multiple', ['a', 'b'], ['a', 'b', 'c'], 0.5],
    ['multiple', ['a', 'b'], ['c', 'd'], 0],
    ['text', ['The Hague', 'Den Haag'], [' den  HAAG'], 1],
    ['text', ['The Hague'], ['Delft'], 0],
    ['ordering', ['d', 'c', 'b', 'a'], ['d', 'c', 'a', 'b'], 0.5],
    ['word_cloud', ['x'], ['x'], null],
    ['single', [], ['a'], null],
  ])('%s, right %j, answered %j: %s', (kind, right, answer, part) => {
    expect(partOf({ kind, right }, answer)).toBe(part);
  });
});

describe('marks', () => {
  const right = testPoll({ state: 'closed', graded: true, points: 2, rightShown: true, right: ['b'], mine: { answer: ['b'] } });
  it('are the server’s where it gave them', () => {
    expect(markOf({ ...right, mine: { answer: ['b'], right: false, points: 0.5 } })).toEqual({ right: false, points: 0.5 });
    expect(markOf(right)).toEqual({ right: true, points: 2 });
    expect(markOf({ ...right, rightShown: false })).toBeNull();
    expect(markOf({ ...right, mine: undefined })).toBeNull();
  });
  it('add up to the quiz, without what does not count', () => {
    const missed = { ...right, pollId: 'p2', mine: undefined, points: 3 };
    expect(quizSum([right, missed, { ...right, anonymous: true }, { ...right, rightShown: false }, { ...right, points: 0 }])).toEqual({ given: 2, maximum: 5, questions: 2 });
    expect(quizSum([])).toBeNull();
  });
});

describe('answers', () => {
  const single = testPoll({ options: abcd });
  it('are chosen with digits', () => {
    expect(choiceOfKey(single, '2')).toBe('b');
    expect(choiceOfKey(single, '5')).toBeNull();
    expect(choiceOfKey(single, '0')).toBeNull();
    expect(choiceOfKey(testPoll({ kind: 'ordering', options: abcd }), '1')).toBeNull();
    expect(choiceOfKey(testPoll({ kind: 'text', options: [] }), '1')).toBeNull();
    expect(choiceOfKey(testPoll({ kind: 'yes_no', options: [] }), '2')).toBe('no');
  });
  it('toggle where several are possible', () => {
    expect(choose({ kind: 'multiple' }, ['a'], 'b')).toEqual(['a', 'b']);
    expect(choose({ kind: 'multiple' }, ['a', 'b'], 'a')).toEqual(['b']);
    expect(choose({ kind: 'single' }, ['a'], 'b')).toEqual(['b']);
  });
  it('move, and stay where there is no place', () => {
    expect(move(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(move(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
    expect(move(['a', 'b'], -1, 0)).toEqual(['a', 'b']);
  });
  it('are cleaned', () => {
    expect(cleaned([' Cafe\u0301 ', '', ' '])).toEqual(['Café']);
  });
  it('have the steps of a scale', () => {
    expect(choicesOf(testPoll({ kind: 'scale', options: [], scale: { min: 0, max: 2, minLabel: '', maxLabel: '' } })).map((choice) => choice.id)).toEqual(['0', '1', '2']);
  });
});

describe('counts', () => {
  it('become bars', () => {
    const bars = barsOf(testPoll({ right: ['b'], mine: { answer: ['a'] } }), { voted: 4, more: 0, counts: { a: 1, b: 3 } });
    expect(bars).toMatchObject([
      { id: 'a', count: 1, share: 0.25, right: false, mine: true },
      { id: 'b', count: 3, share: 0.75, right: true, mine: false },
    ]);
    expect(barsOf(testPoll(), { voted: 0, more: 0 })[0]).toMatchObject({ count: 0, share: 0 });
  });
  it('order an ordering by its mean places', () => {
    const bars = barsOf(testPoll({ kind: 'ordering' }), { voted: 2, more: 0, counts: { a: 0, b: 2 }, means: { a: 2, b: 1 } });
    expect(bars.map((bar) => bar.id)).toEqual(['b', 'a']);
  });
  it('have a mean, and sizes', () => {
    expect(meanOf(testPoll({ kind: 'scale' }), { voted: 2, more: 0, counts: { 1: 1, 4: 1 } })).toBe(2.5);
    expect(meanOf(testPoll({ kind: 'scale' }), { voted: 0, more: 0 })).toBeNull();
    expect([weightOf(1, 1), weightOf(5, 5), weightOf(3, 5)]).toEqual([0, 1, 0.5]);
  });
});
