import { describe, expect, it } from 'vitest';
import { renderMath } from './katex';

function draw(text: string, display = false) {
  const place = document.createElement('span');
  return { understood: renderMath(text, place, display), place };
}

describe('renderMath', () => {
  it('draws, with MathML for screen readers', () => {
    const { understood, place } = draw('\\frac{a}{b}', true);
    expect([understood, place.querySelectorAll('.katex-display math').length]).toEqual([true, 1]);
  });

  it.each(['\\frac{', 'a^^b', '\\unknown', '\\def\\a{\\a\\a}\\a', '\\newcommand{\\b}{\\b}\\b'])('leaves %s to its source', (text) => {
    const { understood, place } = draw(text);
    expect([understood, place.childNodes.length]).toEqual([false, 0]);
  });

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://evil.example}',
    '\\includegraphics[height=1em]{https://evil.example/x.png}',
    '\\htmlId{main}{x}',
    '\\htmlStyle{position:fixed}{x}',
    '\\htmlData{x=y}{x}',
    '\\htmlClass{x}{y}',
    '\\text{<img src=x onerror=alert(1)>}',
  ])('makes nothing but a formula of %s', (text) => {
    const { place } = draw(text);
    expect(place.querySelectorAll('a, img, script, [id], [onerror], [data-x], .x, [style*="fixed"]').length).toBe(0);
  });

  it('bounds sizes', () => {
    const { place } = draw('\\rule{1000em}{1000em}');
    const sizes = [...place.querySelectorAll<HTMLElement>('[style]')].flatMap((one) => [...(one.getAttribute('style') ?? '').matchAll(/([\d.]+)em/g)].map((found) => Number(found[1])));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(45);
  });
});
