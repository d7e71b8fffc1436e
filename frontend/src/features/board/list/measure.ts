import { familyOf } from '../viewer/text';

/** How wide a line of text is. */
export type Measure = (text: string, fontSize: number, fontFamily: number) => number;

let pen: CanvasRenderingContext2D | null | undefined;

/** By the letters themselves; where there are none to be had, by what letters take on average. */
export const measure: Measure = (text, fontSize, fontFamily) => {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return text.length * fontSize * 0.55;
  pen.font = `${fontSize}px ${familyOf(fontFamily)}, sans-serif`;
  return pen.measureText(text).width;
};

/** Breaks lines so that they fit; words that don't, within themselves. */
export function wrap(text: string, width: number, widthOf: (text: string) => number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width, widthOf))
    .join('\n');
}

function wrapLine(line: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\s)/)) {
    if (current !== '' && widthOf((current + word).trimEnd()) > width) {
      lines.push(current.trimEnd());
      current = '';
    }
    current += word;
    while (widthOf(current.trimEnd()) > width && [...current].length > 1) {
      const fits = fitting(current, width, widthOf);
      lines.push(current.slice(0, fits));
      current = current.slice(fits);
    }
  }
  return [...lines, current.trimEnd()];
}

/** How much of a word fits in a line: at least one letter. */
function fitting(word: string, width: number, widthOf: (text: string) => number): number {
  let fits = 0;
  for (const letter of word) {
    if (fits > 0 && widthOf(word.slice(0, fits + letter.length)) > width) break;
    fits += letter.length;
  }
  return fits;
}
