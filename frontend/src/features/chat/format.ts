/** What a message's text is made of. Nothing in it is HTML: each piece is shown as text by the component of its type. */
export type Piece =
  | { type: 'text'; text: string }
  | { type: 'mention'; text: string }
  | { type: 'link'; text: string; href: string }
  | { type: 'code'; text: string }
  | { type: 'block'; text: string; language: string }
  | { type: 'math'; text: string; display: boolean };

const fence = /```([\w+#-]{0,20})[ \t]*\n([\s\S]*?)\n?```|```([\s\S]+?)```/g;
/**
 * In this order: `code`, $$formula$$, $formula$, link. A formula has no space inside its signs and no digit behind
 * them, so that "between $5 and $6" stays a text.
 */
const inline = /`([^`\n]+)`|\$\$([^$]+?)\$\$|\$(?![\s$])((?:\\.|[^$\\\n])+?)(?<!\s)\$(?![\d$])|(https?:\/\/[^\s<>"`]+)/gi;

const mostPieces = 400;
const mostMath = 2_000;

/** Takes a text apart. `name` is the reader's own, which is pointed out. */
export function format(text: string, name = ''): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(fence)) {
    // A text made of signs alone would be thousands of elements.
    if (pieces.length > mostPieces) break;
    lines(text.slice(at, found.index), name, pieces);
    pieces.push({ type: 'block', language: found[1] ?? '', text: found[2] ?? found[3] ?? '' });
    at = found.index + found[0].length;
  }
  lines(text.slice(at), name, pieces);
  return join(pieces);
}

function lines(text: string, name: string, out: Piece[]): void {
  let at = 0;
  for (const found of text.matchAll(inline)) {
    if (out.length > mostPieces) break;
    const [all, code, display, formula, address] = found;
    const piece = code !== undefined ? codePiece(code) : address !== undefined ? linkPiece(address) : mathPiece(display ?? formula ?? '', display !== undefined);
    if (!piece) continue;
    mentions(text.slice(at, found.index), name, out);
    out.push(piece);
    at = found.index + (piece.type === 'link' ? piece.text.length : all.length);
  }
  mentions(text.slice(at), name, out);
}

function codePiece(text: string): Piece {
  return { type: 'code', text };
}

function mathPiece(text: string, display: boolean): Piece | null {
  return text.trim() === '' || text.length > mostMath ? null : { type: 'math', text: text.trim(), display };
}

/** The address without the sentence's own marks behind it; null where no browser would call it one. */
function linkPiece(address: string): Piece | null {
  let text = address.replace(/[.,;:!?'*_~]+$/, '');
  // A bracket belongs to the address only where it was opened in it.
  while (/[)\]]$/.test(text) && count(text, text.endsWith(')') ? '(' : '[') < count(text, text.slice(-1))) text = text.slice(0, -1).replace(/[.,;:!?]+$/, '');
  const href = safeHref(text);
  return href === null ? null : { type: 'link', text, href };
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** The address where it is one of the web; everything else, such as scripts, is null. */
export function safeHref(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  // "https://bank.example@evil.example" shows one host and leads to another.
  return web && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : null;
}

function mentions(text: string, name: string, out: Piece[]): void {
  if (text === '') return;
  const pattern = namePattern(name);
  let at = 0;
  if (pattern) {
    for (const found of text.matchAll(pattern)) {
      if (found.index > at) out.push({ type: 'text', text: text.slice(at, found.index) });
      out.push({ type: 'mention', text: found[0] });
      at = found.index + found[0].length;
    }
  }
  if (at < text.length) out.push({ type: 'text', text: text.slice(at) });
}

/** The name as a word of its own, with or without @. Names of one letter would be everywhere. */
function namePattern(name: string): RegExp | null {
  const trimmed = name.trim();
  if ([...trimmed].length < 2) return null;
  const escaped = trimmed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_])@?${escaped}(?![\\p{L}\\p{N}_])`, 'giu');
}

export function mentionsName(text: string, name: string): boolean {
  return namePattern(name)?.test(text) ?? false;
}

function join(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (piece.type === 'text' && last?.type === 'text') out[out.length - 1] = { type: 'text', text: last.text + piece.text };
    else out.push(piece);
  }
  return out;
}

/** The text as it is said or announced: without signs, and not longer than somebody listens. */
export function plainText(text: string, most = 300): string {
  const spoken = format(text)
    .map((piece) => (piece.type === 'link' ? new URL(piece.href).hostname : piece.text))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  const letters = [...spoken];
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : spoken;
}
