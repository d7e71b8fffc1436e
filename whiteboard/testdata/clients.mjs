// Stock y-websocket clients, told what to do by one JSON value a line, each answered by one line.
import { createInterface } from 'node:readline'
import * as Y from '../../frontend/node_modules/yjs/dist/yjs.mjs'
import { WebsocketProvider } from '../../frontend/node_modules/y-websocket/src/y-websocket.js'

const clients = new Map()
const patience = 30000

// until waits for a condition, which is looked at whenever something has happened to the client.
function until(client, what, holds) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!holds()) return
      client.watchers.delete(look)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      client.watchers.delete(look)
      reject(new Error(`${what} hasn't come true; the text is ${JSON.stringify(client.text.toString())}, the people are ${JSON.stringify(people(client))}`))
    }, patience)
    client.watchers.add(look)
    look()
  })
}

// people are the others: a client's own state is what it says itself.
const people = (client) => [...client.provider.awareness.getStates()].filter(([id]) => id !== client.doc.clientID).map(([, s]) => s.user)

function open({ id, url, doc, params }) {
  const ydoc = new Y.Doc()
  const client = { doc: ydoc, text: ydoc.getText('text'), watchers: new Set(), denied: 0, codes: [] }
  const changed = () => { for (const look of [...client.watchers]) look() }
  client.provider = new WebsocketProvider(url, doc, ydoc, { params, disableBc: true, maxBackoffTime: 200 })
  ydoc.on('update', changed)
  client.provider.on('sync', changed)
  client.provider.on('status', changed)
  client.provider.awareness.on('change', changed)
  client.provider.on('connection-close', (event) => { client.codes.push(event?.code); changed() })
  client.provider.messageHandlers[2] = () => { client.denied++; changed() }
  clients.set(id, client)
}

const operations = {
  open,
  edit: ({ client, text, at }) => client.text.insert(at ?? client.text.length, text),
  cut: ({ client, at, length }) => client.text.delete(at, length),
  say: ({ client, field, value }) => client.provider.awareness.setLocalStateField(field, value),
  disconnect: ({ client }) => client.provider.disconnect(),
  connect: ({ client }) => client.provider.connect(),
  synced: ({ client }) => until(client, 'being synced', () => client.provider.synced),
  text: ({ client, text }) => until(client, `the text ${text}`, () => client.text.toString() === text),
  length: ({ client, length }) => until(client, `the length ${length}`, () => client.text.length === length),
  read: ({ client }) => client.text.toString(),
  denied: ({ client }) => until(client, 'being denied', () => client.denied > 0),
  closed: ({ client, code }) => until(client, `the code ${code}`, () => client.codes.includes(code)),
  people: ({ client, names }) => until(client, `the people ${names}`, () => JSON.stringify(people(client).map((u) => u?.name).sort()) === JSON.stringify(names)),
  users: ({ client }) => people(client),
  forget: ({ id, client }) => { client.provider.destroy(); clients.delete(id) }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  let answer
  try {
    const value = await operations[request.op]({ ...request, client: clients.get(request.id) })
    answer = { value: value ?? null }
  } catch (e) {
    answer = { fault: e.message }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
process.exit(0)
