/** What tests ask of catalogues of words. */

export const plural = /_(zero|one|two|few|many|other)$/;

/** The texts of a catalogue by their whole keys. */
export function flatten(value: unknown, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return flat;
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof inner === 'string') flat.set(path, inner);
    else for (const [k, text] of flatten(inner, path)) flat.set(k, text);
  }
  return flat;
}

export const base = (key: string) => key.replace(plural, '');
export const bases = (flat: Map<string, string>) => [...new Set([...flat.keys()].map(base))].sort();

/** The places of a text that are filled. */
export const slots = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? ''))].sort();

/** The keys that the code doesn't name, as a whole or by their beginning. */
export function unused(flat: Map<string, string>, code: string): string[] {
  const dynamic = [...code.matchAll(/[(\s]`([\w.]+)\.\$\{/g)].map((found) => `${found[1] ?? ''}.`);
  return bases(flat).filter((key) => !code.includes(`'${key}'`) && !dynamic.some((prefix) => key.startsWith(prefix)));
}
