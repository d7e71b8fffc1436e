import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import ar from '@/shared/i18n/roster/ar.json';
import de from '@/shared/i18n/roster/de.json';
import en from '@/shared/i18n/roster/en.json';
import { base, bases, flatten, plural, slots, unused } from '@/shared/i18n/testCatalogue';

const catalogues = { en: flatten(en), de: flatten(de), ar: flatten(ar) };

describe.each(['en', 'de', 'ar'] as const)('%s', (language) => {
  it('has the same words as en, with the same places and every plural form', () => {
    const flat = catalogues[language];
    expect(bases(flat)).toEqual(bases(catalogues.en));
    for (const [key, text] of flat) {
      expect(text.trim(), key).not.toBe('');
      // A form for one may leave the number out.
      const english = new Set([...slots(catalogues.en.get(key) ?? ''), ...slots(catalogues.en.get(`${base(key)}_other`) ?? '')]);
      expect(slots(text).filter((slot) => slot !== 'count'), key).toEqual([...english].filter((slot) => slot !== 'count').sort());
      if (!plural.test(key)) continue;
      for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) expect([...flat.keys()]).toContain(`${base(key)}_${form}`);
    }
  });
});

describe('the words of this page', () => {
  it('are all used', () => {
    const files = [...readdirSync('src/features/roster/list').map((name) => join('src/features/roster/list', name)), 'src/app/pages/PeoplePage.tsx'];
    const code = files.filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(name, 'utf8')).join('\n');
    expect(unused(catalogues.en, code)).toEqual([]);
  });
});
