import { describe, expect, it } from 'vitest';
import { createFormat } from './useFormat';

const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

describe('duration', () => {
  it.each([
    ['en', 0, '0 seconds'],
    ['en', 1.2, '1 second'],
    ['en', 119, '119 seconds'],
    ['en', 120, '2 minutes'],
    ['en', 3_069, '51 minutes'],
    ['en', -3, '0 seconds'],
    ['de', 9, '9 Sekunden'],
    ['de', 120, '2 Minuten'],
    ['ar', 120, 'دقيقتان'],
  ])('in %s of %d s is "%s"', (language, seconds, text) => {
    expect(plain(createFormat(language).duration(seconds))).toBe(text);
  });

  it('is short where there is little room', () => {
    expect(plain(createFormat('en').duration(9, 'short'))).toBe('9 sec');
    expect(plain(createFormat('de').duration(3_069, 'short'))).toBe('51 Min.');
  });
});

describe('span', () => {
  const { span, range } = createFormat('en-GB');
  const at = (clock: string) => `2026-03-02T${clock}`;

  it('has seconds only where minutes would be the same or nearly so', () => {
    expect(span(at('10:00:10'), at('10:00:18'))).toEqual({ from: '10:00:10', to: '10:00:18' });
    expect(span(at('10:00:50'), at('10:01:20'))).toEqual({ from: '10:00:50', to: '10:01:20' });
    expect(span(at('10:00:50'), at('10:50:10'))).toEqual({ from: '10:00', to: '10:50' });
  });

  it('is the same for the range of a whole class', () => {
    expect(range(at('10:00:10'), at('10:00:18'))).toMatch(/10:00:10.*10:00:18/);
    expect(range(at('10:00:10'), at('10:50:18'))).not.toMatch(/:10/);
  });
});
