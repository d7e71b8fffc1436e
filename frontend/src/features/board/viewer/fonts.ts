import { dataAddress } from './pictures';
import { familyOf } from './text';

declare const __EXCALIDRAW_ASSETS__: string;

// The letters of the drawing program without the program. Its own files are used, so that nothing is fetched twice.

interface Part {
  family: string;
  file: string;
  /** The letters that are in the file; all, where it isn't said. */
  range?: string;
}

const latin = 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD';
const latinMore = 'U+0100-02AF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF';

export const fontParts: readonly Part[] = [
  { family: 'Excalifont', file: 'Excalifont/Excalifont-Regular-a88b72a24fb54c9f94e3b5fdaa7481c9.woff2', range: latin },
  { family: 'Excalifont', file: 'Excalifont/Excalifont-Regular-be310b9bcd4f1a43f571c46df7809174.woff2', range: latinMore },
  { family: 'Excalifont', file: 'Excalifont/Excalifont-Regular-b9dcf9d2e50a1eaf42fc664b50a3fd0d.woff2', range: 'U+0400-045F, U+0490-0491, U+2116' },
  { family: 'Excalifont', file: 'Excalifont/Excalifont-Regular-41b173a47b57366892116a575a43e2b6.woff2', range: 'U+037E, U+0384-03CF, U+03D7' },
  { family: 'Nunito', file: 'Nunito/Nunito-Regular-XRXI3I6Li01BKofiOc5wtlZ2di8HDIkhdTQ3j6zbXWjgeg.woff2', range: latin },
  { family: 'Nunito', file: 'Nunito/Nunito-Regular-XRXI3I6Li01BKofiOc5wtlZ2di8HDIkhdTo3j6zbXWjgevT5.woff2', range: latinMore },
  { family: 'Nunito', file: 'Nunito/Nunito-Regular-XRXI3I6Li01BKofiOc5wtlZ2di8HDIkhdTA3j6zbXWjgevT5.woff2', range: 'U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116' },
  { family: 'Lilita One', file: 'Lilita/Lilita-Regular-i7dPIFZ9Zz-WBtRtedDbYEF8RXi4EwQ.woff2', range: latin },
  { family: 'Lilita One', file: 'Lilita/Lilita-Regular-i7dPIFZ9Zz-WBtRtedDbYE98RXi4EwSsbg.woff2', range: latinMore },
  { family: 'Comic Shanns', file: 'ComicShanns/ComicShanns-Regular-279a7b317d12eb88de06167bd672b4b4.woff2', range: latin },
  { family: 'Comic Shanns', file: 'ComicShanns/ComicShanns-Regular-fcb0fc02dcbee4c9846b3e2508668039.woff2', range: latinMore },
  { family: 'Virgil', file: 'Virgil/Virgil-Regular.woff2' },
  { family: 'Cascadia', file: 'Cascadia/CascadiaCode-Regular.woff2' },
  { family: 'Liberation Sans', file: 'Liberation/LiberationSans-Regular.woff2' },
];

const everything = 'U+0-10FFFF';
const addressOf = ({ file }: Part) => `${__EXCALIDRAW_ASSETS__}fonts/${file}`;
const added = new Set<string>();

/** Makes the letters of texts known to this page. The browser fetches only what it comes to need. */
export function addLetters(texts: Iterable<{ fontFamily: number }>): void {
  if (typeof FontFace === 'undefined') return;
  for (const { fontFamily } of texts) {
    const family = familyOf(fontFamily);
    if (added.has(family)) continue;
    added.add(family);
    for (const part of fontParts) {
      if (part.family === family) document.fonts.add(new FontFace(family, `url(${addressOf(part)})`, { unicodeRange: part.range ?? everything, display: 'swap' }));
    }
  }
}

/** The letters of texts as CSS that holds them, for a picture that is seen outside of this page. */
export async function lettersCss(texts: Iterable<{ fontFamily: number; text: string }>): Promise<string> {
  const wanted = new Map<string, string>();
  for (const { fontFamily, text } of texts) wanted.set(familyOf(fontFamily), (wanted.get(familyOf(fontFamily)) ?? '') + text);
  const parts = fontParts.filter((part) => {
    const text = wanted.get(part.family);
    return text !== undefined && covers(part, text);
  });
  return (await Promise.all(parts.map(faceOf))).join('');
}

async function faceOf(part: Part): Promise<string> {
  const address = await dataAddress(await (await fetch(addressOf(part))).blob());
  return `@font-face{font-family:"${part.family}";unicode-range:${part.range ?? everything};src:url(${address}) format("woff2")}`;
}

/** Whether the file has any letter of the text. */
export function covers({ range = everything }: Pick<Part, 'range'>, text: string): boolean {
  const spans = range.split(', ').map((span) => span.slice(2).split('-').map((code) => parseInt(code, 16)));
  return [...text].some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code > 32 && spans.some(([first = 0, last = first]) => code >= first && code <= last);
  });
}
