import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { covers, fontParts } from './fonts';

describe('letters', () => {
  it.each(fontParts.map(({ file }) => file))('are where the drawing program has them: %s', (file) => {
    expect(existsSync(join('node_modules/@excalidraw/excalidraw/dist/prod/fonts', file))).toBe(true);
  });

  it.each([['U+0000-00FF, U+20AC', 'a', true], ['U+0000-00FF, U+20AC', '€', true], ['U+0000-00FF', 'ж', false], ['U+0000-00FF', ' \n', false], [undefined, 'ж', true]])('%s has %j: %s', (range, text, has) => {
    expect(covers(range === undefined ? {} : { range }, text)).toBe(has);
  });
});
