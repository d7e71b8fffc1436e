import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import ar from '@/shared/i18n/forward/ar.json';
import de from '@/shared/i18n/forward/de.json';
import en from '@/shared/i18n/forward/en.json';
import { base, bases, flatten, plural, slots, unused } from '@/shared/i18n/testCatalogue';

const catalogues = { en: flatten(en), de: flatten(de), ar: flatten(ar) };

describe.each(['en', 'de', 'ar'] as const)('%s', (language) => {
  it('has the same words as en, with the same places and every plural form', () => {
    const flat = catalogues[language];
    expect(bases(flat)).toEqual(bases(catalogues.en));
    for (const [key, text] of flat) {
      expect(text.trim(), key).not.toBe('');
      expect(slots(text), key).toEqual(slots(catalogues.en.get(key) ?? catalogues.en.get(`${base(key)}_other`) ?? ''));
      if (!plural.test(key)) continue;
      for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) expect([...flat.keys()]).toContain(`${base(key)}_${form}`);
    }
  });
});

describe('the words of the ledger', () => {
  it('are all used', () => {
    const files = [...readdirSync('src/features/forward').map((name) => join('src/features/forward', name)), 'src/app/pages/LedgerPage.tsx'];
    const code = files.filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(name, 'utf8')).join('\n');
    expect(unused(catalogues.en, code)).toEqual([]);
  });

  it('name and mend every trouble of the server', () => {
    const codes = [...readFileSync('../app/forward/trouble.go', 'utf8').matchAll(/TroubleCode = "(\w+)"/g)].map((found) => found[1] ?? '');
    expect(codes.length).toBeGreaterThan(8);
    expect(Object.keys(en.mend).sort()).toEqual([...codes].sort());
    expect(Object.keys(en.trouble).filter((key) => key !== 'said' && key !== 'past').sort()).toEqual([...codes].sort());
  });
});
