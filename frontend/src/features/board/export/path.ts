/** A part of an outline, with all its points said in full. */
export type Step = { to: 'move' | 'line'; at: readonly [number, number] } | { to: 'curve'; at: readonly [number, number, number, number, number, number] } | { to: 'close' };

const sizes: Record<string, number> = { M: 2, L: 2, H: 1, V: 1, C: 6, Q: 4, Z: 0 };

/** The steps of a path as the viewer writes it. What it never writes ends the path. */
export function stepsOf(d: string): Step[] {
  const steps: Step[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, letter = '', numbers = ''] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const kind = letter.toUpperCase();
    const size = sizes[kind];
    if (size === undefined) return steps;
    const all = [...numbers.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g)].map(([number]) => Number(number));
    for (let from = 0; from === 0 || from < all.length; from += size) {
      const given = all.slice(from, from + size);
      if (given.length < size) break;
      const [ox, oy] = letter === kind ? [0, 0] : [x, y];
      if (kind === 'Z') {
        steps.push({ to: 'close' });
        [x, y] = [startX, startY];
        break;
      }
      const at = placed(kind, given, [ox, oy], [x, y]);
      const [endX = x, endY = y] = at.slice(-2);
      steps.push(stepTo(kind === 'M' && from > 0 ? 'L' : kind, at, [x, y]));
      if (kind === 'M' && from === 0) [startX, startY] = [endX, endY];
      [x, y] = [endX, endY];
    }
  }
  return steps;
}

/** The points of one step, counted from where everything begins. */
function placed(kind: string, given: readonly number[], [ox, oy]: readonly [number, number], [x, y]: readonly [number, number]): number[] {
  const [first = 0] = given;
  if (kind === 'H') return [first + ox, y];
  if (kind === 'V') return [x, first + oy];
  return given.map((value, i) => value + (i % 2 === 0 ? ox : oy));
}

function stepTo(kind: string, at: readonly number[], [x, y]: readonly [number, number]): Step {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = at;
  if (kind === 'C') return { to: 'curve', at: [a, b, c, d, e, f] };
  // A curve with one handle is one with two, each two thirds of the way to it.
  if (kind === 'Q') return { to: 'curve', at: [x + (2 / 3) * (a - x), y + (2 / 3) * (b - y), c + (2 / 3) * (a - c), d + (2 / 3) * (b - d), c, d] };
  return { to: kind === 'M' ? 'move' : 'line', at: [a, b] };
}

const round = 0.5523;

/** An ellipse around a middle. */
export function ellipse(cx: number, cy: number, rx: number, ry: number): Step[] {
  const [kx, ky] = [rx * round, ry * round];
  return [
    { to: 'move', at: [cx + rx, cy] },
    { to: 'curve', at: [cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry] },
    { to: 'curve', at: [cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy] },
    { to: 'curve', at: [cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry] },
    { to: 'curve', at: [cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy] },
    { to: 'close' },
  ];
}

/** A rectangle, with rounded corners where r isn't 0. */
export function rectangle(x: number, y: number, w: number, h: number, r: number): Step[] {
  const [right, bottom] = [x + w, y + h];
  if (r <= 0) return [{ to: 'move', at: [x, y] }, { to: 'line', at: [right, y] }, { to: 'line', at: [right, bottom] }, { to: 'line', at: [x, bottom] }, { to: 'close' }];
  const k = r * (1 - round);
  return [
    { to: 'move', at: [x + r, y] },
    { to: 'line', at: [right - r, y] },
    { to: 'curve', at: [right - k, y, right, y + k, right, y + r] },
    { to: 'line', at: [right, bottom - r] },
    { to: 'curve', at: [right, bottom - k, right - k, bottom, right - r, bottom] },
    { to: 'line', at: [x + r, bottom] },
    { to: 'curve', at: [x + k, bottom, x, bottom - k, x, bottom - r] },
    { to: 'line', at: [x, y + r] },
    { to: 'curve', at: [x, y + k, x + k, y, x + r, y] },
    { to: 'close' },
  ];
}
