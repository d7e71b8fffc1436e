// Reads a page's document, an update of Yjs, from the standard input, and says what a client finds in it.
import { buffer } from 'node:stream/consumers'
import * as Y from '../../../frontend/node_modules/yjs/dist/yjs.mjs'

const doc = new Y.Doc()
Y.applyUpdate(doc, await buffer(process.stdin))
const strokes = {}
for (const [id, element] of doc.getMap('elements')) {
  strokes[id] = {
    type: element.get('b')?.t,
    ink: element.has('n') ? Buffer.from(element.get('n')).toString('base64') : null,
    chunks: element.get('q')?.length ?? 0
  }
}
console.log(JSON.stringify({ strokes, roots: [...doc.share.keys()], waits: doc.store.pendingStructs !== null || doc.store.pendingDs !== null }))
