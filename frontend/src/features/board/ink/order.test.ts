import { generateKeyBetween } from 'fractional-indexing';
import { describe, expect, it } from 'vitest';
import { isIndex } from './order';

describe('isIndex', () => {
  it.each(['a0', 'a1V', 'Zz', 'b00', 'z'.padEnd(27, '0'), `a0${'1'.repeat(198)}`])('knows %s', (index) => expect(isIndex(index)).toBe(true));

  it.each(['', 'a', '0a', 'a00', 'a120', 'b0', 'a!', 'z0', `A${'0'.repeat(26)}`, `a0${'1'.repeat(199)}`])('refuses %j', (index) => expect(isIndex(index)).toBe(false));

  it('lets another be put beside whatever it knows', () => {
    const signs = '0159AMZamz';
    let known = 0;
    for (let n = 0; n < 10 ** 5; n++) {
      const index = [...String(n)].map((digit) => signs[Number(digit)]).join('');
      if (!isIndex(index)) continue;
      known++;
      expect(generateKeyBetween(null, index) < index && index < generateKeyBetween(index, null), index).toBe(true);
    }
    expect(known).toBeGreaterThan(1_000);
  });
});
