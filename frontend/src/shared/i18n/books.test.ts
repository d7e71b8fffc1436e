import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { base, bases, flatten, plural, slots, unused } from './testCatalogue';

const languages = ['en', 'de', 'ar'] as const;

/** The books of rare pages, with where their words are used: folders and files. */
const books: Record<string, readonly string[]> = {
  admin: ['src/features/admin', 'src/app', 'src/app/pages', 'src/shared/ui'],
  after: ['src/app/after', 'src/features/chat/after', 'src/features/note/after'],
  analytics: ['src/features/analytics', 'src/app/pages/AnalyticsPage.tsx'],
  breakout: ['src/features/breakout', 'src/features/breakout/files', 'src/features/breakout/plan', 'src/features/breakout/wall', 'src/features/grade/desk/GroupChoice.tsx', 'src/app/class/breakout'],
  forward: ['src/features/forward', 'src/app/pages/LedgerPage.tsx'],
  link: ['src/features/link', 'src/app/pages/ChoosePage.tsx', 'src/app/pages/RecordPage.tsx'],
  roster: ['src/features/roster/list', 'src/app/pages/PeoplePage.tsx'],
};

const read = (book: string, language: string) => flatten(JSON.parse(readFileSync(join('src/shared/i18n', book, `${language}.json`), 'utf8')));
const code = (place: string): string =>
  /\.tsx?$/.test(place)
    ? readFileSync(place, 'utf8')
    : readdirSync(place).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(place, name), 'utf8')).join('\n');

it('knows every book', () => {
  expect(readdirSync('src/shared/i18n', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort()).toEqual(Object.keys(books));
});

describe.each(Object.keys(books))('the words of %s', (book) => {
  const english = read(book, 'en');

  it.each(languages)('have the same keys and places in %s, with every plural form', (language) => {
    const flat = read(book, language);
    expect(bases(flat)).toEqual(bases(english));
    for (const [key, text] of flat) {
      expect(text.trim(), key).not.toBe('');
      // A form for one may leave the number out.
      const places = new Set([...slots(english.get(key) ?? ''), ...slots(english.get(`${base(key)}_other`) ?? '')]);
      expect(slots(text).filter((slot) => slot !== 'count'), key).toEqual([...places].filter((slot) => slot !== 'count').sort());
      if (!plural.test(key)) continue;
      for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) expect([...flat.keys()]).toContain(`${base(key)}_${form}`);
    }
  });

  it('are all used', () => {
    expect(unused(english, (books[book] ?? []).map(code).join('\n'))).toEqual([]);
  });
});
