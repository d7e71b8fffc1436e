/** An address taken apart as the provider wants it: the server, the document, and what stands in the query. */
export interface DocAddress {
  server: string;
  doc: string;
  params: Record<string, string>;
}

export function parseAddress(url: string): DocAddress {
  const parsed = new URL(url);
  const cut = parsed.pathname.lastIndexOf('/');
  return {
    server: `${parsed.protocol}//${parsed.host}${parsed.pathname.slice(0, cut)}`,
    doc: parsed.pathname.slice(cut + 1),
    params: Object.fromEntries(parsed.searchParams),
  };
}
