import { describe, expect, it } from 'vitest';
import { cssColor } from './cssColor';
import { ellipse, rectangle, stepsOf } from './path';

describe('paths', () => {
  it.each([
    ['M0 0L50 -1.5L.5 2', [['move', 0, 0], ['line', 50, -1.5], ['line', 0.5, 2]]],
    ['M10 10h5v-5H0V1', [['move', 10, 10], ['line', 15, 10], ['line', 15, 5], ['line', 0, 5], ['line', 0, 1]]],
    ['M1 1 5 5 9 9', [['move', 1, 1], ['line', 5, 5], ['line', 9, 9]]],
    ['M626 22L640 2l7 12', [['move', 626, 22], ['line', 640, 2], ['line', 647, 14]]],
    ['M0 0C1 2 3 4 5 6', [['move', 0, 0], ['curve', 1, 2, 3, 4, 5, 6]]],
    ['M0 0Q3 0 3 3 3 6 6 6Z', [['move', 0, 0], ['curve', 2, 0, 3, 1, 3, 3], ['curve', 3, 5, 4, 6, 6, 6], ['close']]],
    ['M1 1L2 2ZL3 3', [['move', 1, 1], ['line', 2, 2], ['close'], ['line', 3, 3]]],
    ['M1 1A5 5 0 0 1 9 9L4 4', [['move', 1, 1]]],
    ['M1', []],
    ['', []],
  ])('%s', (d, steps) => {
    const close = (value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 6) : value);
    expect(stepsOf(d).map((step) => (step.to === 'close' ? ['close'] : [step.to, ...step.at]))).toEqual(steps.map((step) => step.map(close)));
  });

  it('shapes begin and end in the same place', () => {
    for (const steps of [ellipse(5, 5, 5, 3), rectangle(0, 0, 10, 6, 0), rectangle(0, 0, 10, 6, 2)]) {
      expect([steps[0]?.to, steps[steps.length - 1]?.to]).toEqual(['move', 'close']);
    }
  });
});

describe('colours', () => {
  it.each([
    ['#ff0000', { r: 1, g: 0, b: 0, a: 1 }],
    ['#0f0', { r: 0, g: 1, b: 0, a: 1 }],
    ['#0000ff80', { r: 0, g: 0, b: 1, a: 128 / 255 }],
    ['none', null],
    ['transparent', null],
    ['#ffffff00', null],
    [null, null],
  ])('%s', (color, read) => {
    expect(cssColor(color)).toEqual(read);
  });
});
