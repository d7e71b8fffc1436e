import { describe, expect, it } from 'vitest';
import { format, mentionsName, plainText, safeHref } from './format';

/** Short for reading: the type's first letters and the text. */
function shape(text: string, name = ''): string[] {
  return format(text, name).map((piece) => `${piece.type}${piece.type === 'math' && piece.display ? '!' : ''}:${piece.type === 'link' ? piece.href : piece.text}`);
}

describe('format', () => {
  it.each([
    ['plain words', ['text:plain words']],
    ['', []],
    ['look at https://example.org/a?b=1#c.', ['text:look at ', 'link:https://example.org/a?b=1#c', 'text:.']],
    ['(see http://example.org/x_(y))', ['text:(see ', 'link:http://example.org/x_(y)', 'text:)']],
    ['run `ls -l` now', ['text:run ', 'code:ls -l', 'text: now']],
    ['```js\nlet a = "$x$";\n```', ['block:let a = "$x$";']],
    ['a\n```\n<b>&amp;\n```\nb', ['text:a\n', 'block:<b>&amp;', 'text:\nb']],
    ['```one line```', ['block:one line']],
    ['``` not closed', ['text:``` not closed']],
    ['so $a^2+b^2=c^2$ holds', ['text:so ', 'math:a^2+b^2=c^2', 'text: holds']],
    ['$$\\int_0^1 x\\,dx$$', ['math!:\\int_0^1 x\\,dx']],
    ['it costs $5 or $6', ['text:it costs $5 or $6']],
    ['$5 and 3$5 or $ x $', ['text:$5 and 3$5 or $ x $']],
    ['price \\$5', ['text:price \\$5']],
    ['`$not math$` and `https://no.link`', ['code:$not math$', 'text: and ', 'code:https://no.link']],
    ['$$$$', ['text:$$$$']],
  ])('takes %j apart', (text, pieces) => {
    expect(shape(text)).toEqual(pieces);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\u0000script:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    'www.example.org',
    'https://bank.example@evil.example/',
    'https://user:pass@evil.example/',
    'https://',
    'http://[',
  ])('makes no link of %j', (text) => {
    expect(format(text).filter((piece) => piece.type === 'link')).toEqual([]);
    expect(safeHref(text)).toBeNull();
  });

  it('knows no scheme but those of the web', () => {
    expect([safeHref('blob:https://example.org/1'), safeHref('ftp://example.org/'), safeHref('https://example.org')]).toEqual([null, null, 'https://example.org/']);
  });

  it('ends a link before what could leave an attribute', () => {
    expect(shape('https://a.example/"onmouseover="alert(1)')).toEqual(['link:https://a.example/', 'text:"onmouseover="alert(1)']);
    expect(shape('https://a.example/<script>')).toEqual(['link:https://a.example/', 'text:<script>']);
  });

  it('points the own name out, as a word alone', () => {
    expect(shape('@Ana Bo, and ana  bo; Anabo, Ana Bold', 'Ana Bo')).toEqual(['mention:@Ana Bo', 'text:, and ', 'mention:ana  bo', 'text:; Anabo, Ana Bold']);
    expect(mentionsName('hi Ann(e)', 'Ann(e)')).toBe(true);
    expect(mentionsName('X marks', 'X')).toBe(false);
    expect(mentionsName('مرحبا يا ليلى!', 'ليلى')).toBe(true);
    expect(mentionsName('anything', '   ')).toBe(false);
  });

  it('loses nothing of what was written', () => {
    let seed = Date.now() % 100_000;
    const random = (n: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
    const parts = ['$', '$$', '`', '```', '\n', ' ', 'a', 'https://x.example', '<img src=x onerror=alert(1)>', '\\', '5', ')', '@Ana', '\u202e'];
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random(12) }, () => parts[random(parts.length)] ?? '').join('');
      const letters = (all: string) => all.replace(/[\s`$]/g, '');
      const shown = format(text, 'Ana').map((piece) => (piece.type === 'block' ? piece.language + piece.text : piece.text));
      expect(letters(shown.join('')), `seed ${seed}: ${JSON.stringify(text)}`).toBe(letters(text));
    }
  });

  it('stays quick on hostile text', () => {
    for (const text of ['$'.repeat(4000), '`'.repeat(4000), '```\n'.repeat(1000), '$a'.repeat(2000), `https://x${'('.repeat(3900)}`, `https://x/${')'.repeat(3900)}`, '$\\'.repeat(2000), '@'.repeat(4000)]) {
      const began = performance.now();
      expect(format(text, 'Ana Bo').length).toBeLessThan(1_000);
      expect(performance.now() - began, text.slice(0, 12)).toBeLessThan(400);
    }
  });
});

describe('plainText', () => {
  it('is what can be said aloud', () => {
    expect(plainText('see `x` at\nhttps://example.org/very/long and $y$')).toBe('see x at example.org and y');
    expect(plainText('👍'.repeat(10), 4)).toBe('👍👍👍👍…');
  });
});
