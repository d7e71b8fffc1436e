import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import en from '@/shared/i18n/admin/en.json';

it('names and mends every finding of the server', () => {
  expect(Object.keys(en.mend)).toEqual(Object.keys(en.finding));
  const table = readFileSync('../app/admin/finding.go', 'utf8');
  const codes = [...table.matchAll(/^\t"(\w+)":\s+\{"/gm)].map((found) => found[1] ?? '');
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !(code in en.finding))).toEqual([]);
  expect(Object.keys(en.finding).filter((code) => code !== 'unknown' && !codes.includes(code))).toEqual([]);
});
