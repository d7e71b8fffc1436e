import type { DrawnFormula, FontFile } from './formulaSvg';

/** A formula as a picture that stands for itself: it fetches nothing from anywhere. */
export interface Formula {
  /** A data: address of an SVG file. */
  src: string;
  width: number;
  height: number;
}

const most = 300;
const known = new Map<string, Promise<Formula | null>>();
const fontFiles = import.meta.glob<string>('/node_modules/katex/dist/fonts/*.woff2', { query: '?url', import: 'default', eager: true });
const loadedFonts = new Map<FontFile, Promise<string>>();

/** Draws a formula; null where it can't be understood. KaTeX is loaded with the first one. */
export function renderFormula(latex: string, color: string): Promise<Formula | null> {
  const key = `${color} ${latex}`;
  let made = known.get(key);
  if (!made) {
    if (known.size >= most) known.clear();
    made = make(latex, color);
    known.set(key, made);
    made.catch(() => known.delete(key)); // a part of the program that didn't load may be there next time
  }
  return made;
}

async function make(latex: string, color: string): Promise<Formula | null> {
  const { drawFormula, formulaFile } = await import('./formulaSvg');
  const drawn = await drawFormula(latex, color);
  if (!drawn) return null;
  const file = formulaFile(drawn, await fontsOf(drawn));
  return { src: `data:image/svg+xml;base64,${base64(new TextEncoder().encode(file))}`, width: drawn.width, height: drawn.height };
}

async function fontsOf({ fonts }: DrawnFormula): Promise<string> {
  const faces = await Promise.all([...fonts].map(fontFace));
  return faces.join('');
}

function fontFace(file: FontFile): Promise<string> {
  let face = loadedFonts.get(file);
  if (!face) {
    face = makeFontFace(file);
    loadedFonts.set(file, face);
    face.catch(() => loadedFonts.delete(file));
  }
  return face;
}

async function makeFontFace(file: FontFile): Promise<string> {
  const address = fontFiles[`/node_modules/katex/dist/fonts/${file}.woff2`];
  if (address === undefined) return '';
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  const [family, style = ''] = file.split('-');
  const [bold, italic] = [style.startsWith('Bold'), style.endsWith('Italic')];
  return `@font-face{font-family:${family};font-weight:${bold ? 'bold' : 'normal'};font-style:${italic ? 'italic' : 'normal'};src:url(data:font/woff2;base64,${base64(bytes)}) format("woff2")}`;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
