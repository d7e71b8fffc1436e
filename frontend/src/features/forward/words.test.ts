import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import en from '@/shared/i18n/forward/en.json';

it('names and mends every trouble of the server', () => {
  const codes = [...readFileSync('../app/forward/trouble.go', 'utf8').matchAll(/TroubleCode = "(\w+)"/g)].map((found) => found[1] ?? '');
  expect(codes.length).toBeGreaterThan(8);
  expect(Object.keys(en.mend).sort()).toEqual([...codes].sort());
  expect(Object.keys(en.trouble).filter((key) => key !== 'said' && key !== 'past').sort()).toEqual([...codes].sort());
});
