// Servers of Yjs documents that the benchmark compares with, as their authors hand them out: without persistence and
// without authentication. The argument says which; the first line says the port.
import { createServer } from 'node:http'

const modules = '../../../frontend/node_modules'

async function yWebsocket() {
  const { default: ws } = await import(`${modules}/ws/index.js`) // that of the package itself
  const { setupWSConnection } = await import(`${modules}/@y/websocket-server/src/utils.js`)
  const server = createServer()
  new ws.Server({ server }).on('connection', setupWSConnection)
  return server
}

async function hocuspocus() {
  const { Server } = await import(`${modules}/@hocuspocus/server/dist/hocuspocus-server.esm.js`)
  return new Server({ quiet: true }).httpServer
}

const server = await { 'y-websocket': yWebsocket, hocuspocus }[process.argv[2]]()
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
