import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import ar from '@/shared/i18n/admin/ar.json';
import de from '@/shared/i18n/admin/de.json';
import en from '@/shared/i18n/admin/en.json';
import { base, bases, flatten, plural, slots, unused } from '@/shared/i18n/testCatalogue';

const catalogues = { en: flatten(en), de: flatten(de), ar: flatten(ar) };
const slotsBut = (text: string) => slots(text).filter((slot) => slot !== 'count');

describe.each(['de', 'ar'] as const)('%s', (language) => {
  it('has the same words as en, with the same places', () => {
    const flat = catalogues[language];
    expect(bases(flat)).toEqual(bases(catalogues.en));
    for (const [key, text] of flat) {
      expect(text.trim(), key).not.toBe('');
      expect(slotsBut(text), key).toEqual(slotsBut(catalogues.en.get(key) ?? catalogues.en.get(`${base(key)}_other`) ?? ''));
    }
  });
});

describe.each(['en', 'de', 'ar'] as const)('%s', (language) => {
  it('has every plural form', () => {
    const keys = [...catalogues[language].keys()];
    for (const key of keys.filter((k) => plural.test(k))) {
      for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) expect(keys).toContain(`${base(key)}_${form}`);
    }
  });
});

describe('the words of the admin pages', () => {
  it('are all used', () => {
    const folders = ['src/features/admin', 'src/app', 'src/app/pages'];
    const code = folders.flatMap((folder) => readdirSync(folder).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8'))).join('\n');
    expect(unused(catalogues.en, code)).toEqual([]);
  });

  it('name and mend every finding of the server', () => {
    expect(Object.keys(en.mend)).toEqual(Object.keys(en.finding));
    const table = readFileSync('../app/admin/finding.go', 'utf8');
    const codes = [...table.matchAll(/^\t"(\w+)":\s+\{"/gm)].map((found) => found[1] ?? '');
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !(code in en.finding))).toEqual([]);
    expect(Object.keys(en.finding).filter((code) => code !== 'unknown' && !codes.includes(code))).toEqual([]);
  });
});
