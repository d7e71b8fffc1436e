// Markup is put together from strings, and whatever comes from a document passes through here: text is escaped, numbers
// are numbers, and nothing else of a document reaches the markup.

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// What XML can't hold, however it is written.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function escapeText(text: string): string {
  return text.replace(impossible, '').replace(/[&<>"']/g, (sign) => signs[sign] ?? '');
}

/** A number in as few signs as a picture needs; 0 for what is none. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100 + 0) : '0';
}

export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element of SVG; attributes that are null are left out. `inner` is markup. */
export function tag(name: string, attributes: Attributes, inner = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === null ? '' : ` ${key}="${typeof value === 'number' ? short(value) : escapeText(value)}"`))
    .join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}
