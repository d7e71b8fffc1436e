/** A colour as parts from 0 to 1. */
export interface Rgba {
  r: number;
  g: number;
  b: number;
  a: number;
}

/** Reads a colour as it stands in markup; null where nothing is painted. */
export function cssColor(color: string | null): Rgba | null {
  if (color === null || color === 'none' || color === 'transparent') return null;
  const digits = /^#([0-9a-f]{3,8})$/i.exec(color)?.[1] ?? named(color);
  const wide = digits.length < 6 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const at = (from: number) => (wide.length >= from + 2 ? parseInt(wide.slice(from, from + 2), 16) / 255 : 1);
  const a = at(6);
  return a === 0 ? null : { r: at(0), g: at(2), b: at(4), a };
}

let pen: CanvasRenderingContext2D | null | undefined;

/** The browser knows all names that there are. */
function named(color: string): string {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return '000000';
  pen.fillStyle = '#000000';
  pen.fillStyle = color;
  return /^#([0-9a-f]{6})$/.exec(String(pen.fillStyle))?.[1] ?? '000000';
}
