import { describe, expect, it } from 'vitest';
import { step } from './grid';

describe('the grid', () => {
  it('goes where the arrows point, to the edges and no further', () => {
    const at = { row: 0, column: 1 };
    expect(step('ArrowDown', at, 3, 4, false)).toEqual({ row: 1, column: 1 });
    expect(step('ArrowUp', at, 3, 4, false)).toEqual({ row: 0, column: 1 });
    expect(step('ArrowRight', at, 3, 4, false)).toEqual({ row: 0, column: 2 });
    expect(step('ArrowRight', at, 3, 4, true)).toEqual({ row: 0, column: 0 });
    expect(step('End', at, 3, 4, false)).toEqual({ row: 0, column: 3 });
    expect(step('PageDown', at, 3, 4, false)).toEqual({ row: 2, column: 1 });
    expect(step('a', at, 3, 4, false)).toBeNull();
  });
});
