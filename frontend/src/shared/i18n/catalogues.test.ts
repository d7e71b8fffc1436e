import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import ar from './ar.json';
import de from './de.json';
import en from './en.json';
import { base, bases, flatten, plural, slots, unused } from './testCatalogue';

const catalogues = { en: flatten(en), de: flatten(de), ar: flatten(ar) };

describe.each(['de', 'ar'] as const)('%s', (language) => {
  const flat = catalogues[language];

  it('has the same keys as en', () => {
    expect(bases(flat)).toEqual(bases(catalogues.en));
  });

  it('fills the same places', () => {
    for (const [key, text] of flat) {
      const english = catalogues.en.get(key) ?? catalogues.en.get(`${base(key)}_other`) ?? '';
      // A plural form may leave the number out ("a minute", "two minutes").
      const optional = plural.test(key) ? ['count'] : [];
      expect(slots(text).filter((slot) => !slots(english).includes(slot)), key).toEqual([]);
      expect(slots(english).filter((slot) => !slots(text).includes(slot) && !optional.includes(slot)), key).toEqual([]);
    }
  });
});

describe.each(['en', 'de', 'ar'] as const)('%s', (language) => {
  it('has every plural form of its language', () => {
    const flat = catalogues[language];
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of flat.keys()) {
      if (!plural.test(key)) continue;
      for (const form of forms) expect([...flat.keys()], base(key)).toContain(`${base(key)}_${form}`);
    }
  });

  it('has no empty text', () => {
    for (const [key, text] of catalogues[language]) expect(text.trim(), key).not.toBe('');
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const spoken = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'aria-description']);
const letters = /\p{L}{2,}/u;

function rawText(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && letters.test(node.text)) found.push(`${path}: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer) && spoken.has(node.name.getText()) && letters.test(node.initializer.text)) {
      found.push(`${path}: ${node.name.getText()}=${node.initializer.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('source', () => {
  const files = sources('src');

  it('writes no words past the catalogues', () => {
    expect(files.flatMap(rawText)).toEqual([]);
  });

  it('uses every text of the catalogues', () => {
    const code = files.map((path) => readFileSync(path, 'utf8')).join('\n');
    expect(unused(catalogues.en, code)).toEqual([]);
  });
});
