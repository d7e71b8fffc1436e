import type { BoardObject } from './objects';

export const colorNames = ['black', 'gray', 'white', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink', 'brown'] as const;
export type ColorName = (typeof colorNames)[number];

/** What can be chosen for lines and letters. */
export const inkColors = ['#1e1e1e', '#e03131', '#2f9e44', '#1971c2', '#f08c00', '#0c8599', '#9c36b5', '#868e96'] as const;
/** What sticky notes come in. */
export const noteColors = ['#ffec99', '#ffc9c9', '#b2f2bb', '#a5d8ff', '#d0bfff', '#e9ecef'] as const;

const plain: Record<string, string> = { black: '#000000', white: '#ffffff', gray: '#808080', grey: '#808080', red: '#ff0000', orange: '#ffa500', yellow: '#ffff00', green: '#008000', blue: '#0000ff', purple: '#800080', pink: '#ffc0cb', brown: '#a52a2a' };

/** What a colour is called; null where there is none, or none that has a name. */
export function colorName(color: string): ColorName | null {
  const rgb = channels(plain[color.toLowerCase()] ?? color);
  if (!rgb) return null;
  const [red, green, blue] = rgb;
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const light = (most + least) / 2;
  const chroma = most - least;
  if (chroma < 0.11) return light < 0.25 ? 'black' : light > 0.92 ? 'white' : 'gray';
  return hueName(hueOf(rgb, most, chroma), light);
}

function channels(color: string): [number, number, number] | null {
  const digits = /^#([0-9a-f]{3,8})$/i.exec(color)?.[1];
  if (digits === undefined || digits.length === 5 || digits.length === 7) return null;
  const wide = digits.length < 6 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const at = (start: number) => parseInt(wide.slice(start, start + 2), 16) / 255;
  return [at(0), at(2), at(4)];
}

function hueOf([red, green, blue]: readonly [number, number, number], most: number, chroma: number): number {
  const sixth = most === red ? (green - blue) / chroma : most === green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4;
  return (sixth * 60 + 360) % 360;
}

function hueName(hue: number, light: number): ColorName {
  if (hue >= 15 && hue < 45 && light < 0.46) return 'brown';
  if (hue < 15 || hue >= 345) return light > 0.82 ? 'pink' : 'red';
  if (hue < 42) return 'orange';
  if (hue < 68) return 'yellow';
  if (hue < 165) return 'green';
  if (hue < 195) return 'teal';
  if (hue < 250) return 'blue';
  return hue < 310 ? 'violet' : 'pink';
}

/** The colours of an object that are worth a word: of its lines and letters, and of what fills it. */
export function colorsOf({ kind, main }: BoardObject): { color: ColorName | null; fill: ColorName | null } {
  const fill = colorName(main.backgroundColor);
  if (kind === 'note') return { color: fill, fill: null };
  if (kind === 'image' || kind === 'group') return { color: null, fill: null };
  const filled = kind === 'rectangle' || kind === 'ellipse' || kind === 'diamond';
  return { color: colorName(main.strokeColor), fill: filled ? fill : null };
}
