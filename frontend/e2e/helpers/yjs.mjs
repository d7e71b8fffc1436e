// A page of the board as Yjs itself sees it, outside of any browser.
import { WebsocketProvider } from 'y-websocket';
import ws from 'ws';
import * as Y from 'yjs';

/** Opens the page whose socket has this address, as the person of its token. */
export async function openDoc(address) {
  const url = new URL(address);
  const doc = new Y.Doc();
  const at = url.pathname.lastIndexOf('/');
  const provider = new WebsocketProvider(`${url.origin}${url.pathname.slice(0, at)}`, url.pathname.slice(at + 1), doc, {
    params: Object.fromEntries(url.searchParams),
    WebSocketPolyfill: ws,
    disableBc: true,
  });
  if (!provider.synced) await new Promise((done) => provider.once('sync', done));
  return { doc, elements: doc.getMap('elements'), bytes: () => Y.encodeStateAsUpdate(doc).length, close: () => (provider.destroy(), doc.destroy()) };
}

/** An element as a page keeps it, with what it is made of. */
export function put(elements, id, base) {
  elements.set(id, new Y.Map([['b', base]]));
}
