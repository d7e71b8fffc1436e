import { describe, expect, it } from 'vitest';
import { readElement, type BoardElement } from '../ink/element';
import { boardSvg, wholeView, type SvgOptions } from './boardSvg';
import { elementSvg } from './elementSvg';

function element(fields: Record<string, unknown>): BoardElement {
  const read = readElement({ id: 'e', x: 10, y: 20, width: 100, height: 60, ...fields });
  if (!read) throw new Error('not an element');
  return read;
}

/** The picture, parsed as strictly as a file would be. */
function draw(elements: readonly BoardElement[], options?: SvgOptions): Element {
  const parsed = new DOMParser().parseFromString(boardSvg(elements, options), 'image/svg+xml');
  expect(parsed.querySelector('parsererror')?.textContent ?? '').toBe('');
  return parsed.documentElement;
}

const attributes = (root: Element) => [...root.querySelectorAll('*')].flatMap((one) => [...one.attributes].map(({ name, value }) => [name, value] as const));

describe('what is drawn', () => {
  it.each([
    [{ type: 'rectangle', roundness: { type: 3 } }, 'rect[rx="15"]'],
    [{ type: 'ellipse' }, 'ellipse[rx="50"]'],
    [{ type: 'diamond', roundness: { type: 2 } }, 'path[d*="C"]'],
    [{ type: 'line', points: [[0, 0], [50, 50]] }, 'path[d="M0 0L50 50"]'],
    [{ type: 'line', points: [[0, 0], [50, 50], [90, 0]], roundness: { type: 2 } }, 'path[d^="M0 0C"]'],
    [{ type: 'freedraw', points: [[0, 0], [10, 10], [20, 0]], pressures: [0.2, 0.5, 0.9] }, 'path[d^="M"][fill="#1e1e1e"]'],
    [{ type: 'text', text: 'one\ntwo', fontSize: 20 }, 'text + text[font-size="20"]'],
    [{ type: 'image', fileId: 'f' }, 'image[href="data:f"]'],
    [{ type: 'image', fileId: 'gone' }, 'rect[stroke-dasharray]'],
    [{ type: 'image', fileId: 'f', scale: [-1, 1] }, 'g[transform="translate(100 0) scale(-1 1)"] > image'],
    [{ type: 'image', fileId: 'f', crop: { x: 1, y: 2, width: 3, height: 4, naturalWidth: 30, naturalHeight: 40 } }, 'svg[viewBox="1 2 3 4"] > image[width="30"]'],
    [{ type: 'image', customData: { kind: 'formula', latex: 'a^2' } }, 'image[href="data:a^2"]'],
    [{ type: 'text', text: 'a^2', customData: { kind: 'formula', latex: 'a^2' } }, 'image[href="data:a^2"]'],
    [{ type: 'rectangle', backgroundColor: '#fff3bf', customData: { kind: 'note' } }, 'rect[fill="#fff3bf"]'],
    [{ type: 'rectangle', angle: Math.PI / 2 }, 'g[transform="translate(10 20) rotate(90 50 30)"]'],
    [{ type: 'rectangle', opacity: 40 }, 'g[opacity="0.4"]'],
    [{ type: 'rectangle', strokeStyle: 'dashed' }, 'rect[stroke-dasharray="8 10"]'],
  ])('%j', (fields, found) => {
    const root = draw([element(fields)], { picture: (id) => (id === 'f' ? 'data:f' : null), formula: (latex) => `data:${latex}` });
    expect(root.querySelector(found), root.innerHTML).not.toBeNull();
  });

  it.each(['arrow', 'bar', 'dot', 'circle', 'circle_outline', 'triangle', 'triangle_outline', 'diamond', 'diamond_outline', 'crowfoot_one', 'crowfoot_many', 'crowfoot_one_or_many'])('a head: %s', (endArrowhead) => {
    const plain = element({ type: 'arrow', points: [[0, 0], [100, 0]] });
    const headed = element({ type: 'arrow', points: [[0, 0], [100, 0]], endArrowhead, startArrowhead: endArrowhead });
    expect(draw([headed]).querySelectorAll('g > *').length).toBe(draw([plain]).querySelectorAll('g > *').length + 2);
  });

  it.each([['hachure', 1], ['cross-hatch', 2]])('lines within a shape: %s', (fillStyle, directions) => {
    const d = draw([element({ type: 'ellipse', backgroundColor: '#ff0000', fillStyle })]).querySelector('path[stroke="#ff0000"]')?.getAttribute('d') ?? '';
    expect(d.split('M').length).toBeGreaterThan(8 * directions);
    const middle = (part: string) => part.split(/[L ]/).map(Number);
    for (const part of d.slice(1).split('M')) {
      const [x = -1, y = -1] = middle(part);
      expect(((x - 50) / 50) ** 2 + ((y - 30) / 30) ** 2).toBeLessThan(1.01);
    }
  });

  it('an arrow makes room for what is written on it', () => {
    const arrow = element({ id: 'a', type: 'arrow', points: [[0, 0], [100, 0]] });
    const label = element({ id: 'l', type: 'text', text: 'so', containerId: 'a', x: 40, width: 20, height: 20 });
    expect(draw([arrow, label]).querySelector('g[style^="clip-path:path(evenodd"]')).not.toBeNull();
  });

  it('from the lowest to the topmost, and only what can be seen', () => {
    const elements = [element({ type: 'rectangle' }), element({ type: 'ellipse' }), element({ type: 'diamond', x: 5_000 })];
    const root = draw(elements, { view: { x: 0, y: 0, w: 500, h: 500 } });
    expect([...root.querySelectorAll('g > *')].map(({ tagName }) => tagName)).toEqual(['rect', 'ellipse']);
    expect(root.getAttribute('viewBox')).toBe('0 0 500 500');
  });

  it('all of a page: its paper, its picture, and what lies beside', () => {
    expect(wholeView([], null)).toEqual({ x: 0, y: 0, w: 1280, h: 720 });
    expect(wholeView([], { width: 600, height: 800 })).toEqual({ x: 0, y: 0, w: 600, h: 800 });
    expect(wholeView([element({ type: 'text', x: -84, width: 10 })], { width: 600, height: 800 })).toEqual({ x: -100, y: 0, w: 700, h: 800 });
  });

  it('a picture below everything', () => {
    const root = draw([element({ type: 'rectangle' })], { background: { href: 'blob:page', width: 600, height: 800 } });
    expect(root.querySelector('image[href="blob:page"][width="600"] ~ g > rect')).not.toBeNull();
  });

  it('text that runs from right to left, from its own side', () => {
    const text = draw([element({ type: 'text', text: 'لوح' })]).querySelector('text');
    expect([text?.getAttribute('direction'), text?.getAttribute('text-anchor'), text?.getAttribute('x')]).toEqual(['rtl', 'end', '0']);
  });
});

describe('paper', () => {
  it.each(['grid', 'ruled', 'axes', 'music'] as const)('%s: lines over what is seen, never too many', (template) => {
    for (const view of [{ x: -300, y: 40, w: 800, h: 450 }, { x: 0, y: 0, w: 1e6, h: 1e6 }]) {
      const root = draw([], { template, view });
      const count = [...root.querySelectorAll('path')].reduce((sum, path) => sum + (path.getAttribute('d') ?? '').split('M').length - 1, 0);
      expect(count).toBeGreaterThan(5);
      expect(count).toBeLessThan(1_000);
    }
  });

  it('blank: nothing', () => {
    expect(draw([], { template: 'blank' }).querySelectorAll('*').length).toBe(1);
  });
});

describe('what anybody can write', () => {
  const script = '"><script>alert(1)</script><a href="javascript:alert(1)" onload="x"';

  it.each([
    { type: 'text', text: script },
    { type: 'image', customData: { latex: script } },
    { type: 'image', fileId: script.slice(0, 60) },
    { type: 'rectangle', strokeColor: script, backgroundColor: script, link: 'javascript:alert(1)' },
    { type: 'rectangle', strokeColor: 'url(https://elsewhere.example)' },
    { type: 'text', text: '\u0000\ud800]]>&amp;<!--' },
  ])('makes nothing but a picture: %j', (fields) => {
    const root = draw([element(fields)], { title: script, background: { href: script, width: 10, height: 10 } });
    expect(root.querySelectorAll('script, a, foreignObject, iframe, use, animate, set').length).toBe(0);
    for (const [name, value] of attributes(root)) {
      expect(name).not.toMatch(/^on/);
      expect(value).not.toMatch(/^\s*javascript:|url\(/);
    }
  });

  it('is drawn with numbers only', () => {
    const odd = [
      element({ type: 'freedraw', points: [], pressures: [] }),
      element({ type: 'freedraw', points: [[0, 0]], pressures: [] }),
      { ...element({ type: 'line', points: [[0, 0], [1, 1]] }), points: [] },
      element({ type: 'arrow', points: [[0, 0], [0, 0]], endArrowhead: 'arrow' }),
      element({ type: 'diamond', width: 0, height: 0, roundness: { type: 3 }, backgroundColor: '#000000', fillStyle: 'hachure' }),
      element({ type: 'rectangle', width: 1e6, height: 1e6, backgroundColor: '#000000', fillStyle: 'cross-hatch', strokeWidth: 100 }),
    ];
    const svg = boardSvg(odd);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.length).toBeLessThan(100_000);
  });
});

describe('a large page', () => {
  const strokes = Array.from({ length: 300 }, (_, i) =>
    element({ id: `s${i}`, type: 'freedraw', points: Array.from({ length: 60 }, (_, at) => [at * 4, Math.sin(at / 5) * 30]), pressures: [] }),
  );

  it('takes little where it is shown small', () => {
    expect(boardSvg(strokes, { coarse: true }).length).toBeLessThan(boardSvg(strokes).length / 5);
  });

  it('is drawn once as long as its elements stay the same', () => {
    const surroundings = { picture: () => null, formula: () => null, label: () => null };
    const [stroke] = strokes;
    if (stroke) expect(elementSvg(stroke, surroundings)).toBe(elementSvg(stroke, surroundings));
  });
});
