// Painters of one page, as Yjs clients: some of what they do is theirs to do, some isn't. Requests and answers are one
// JSON value a line; whoever asks sends what comes out to a server, and says nothing in between.
import { createInterface } from 'node:readline'
import * as Y from '../../frontend/node_modules/yjs/dist/yjs.mjs'

const b64 = (bytes) => Buffer.from(bytes).toString('base64')
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'))

function random(seed) {
  let s = seed >>> 0
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { int: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] }
}

const people = ['staff', 'ana', 'bob']
let page

function start({ seed }) {
  page = { r: random(seed), truth: new Y.Doc(), users: new Map(), owners: new Map(), number: 0, steps: 0, told: null }
  people.forEach((name, i) => {
    const doc = new Y.Doc()
    doc.clientID = 1000 + seed * 10 + i
    page.owners.set(doc.clientID, name)
    const user = { name, doc, forger: 5000000 + seed * 10 + i, waiting: [], offline: false, graves: [] }
    doc.on('update', (update, origin) => { if (origin !== 'server') user.made = update })
    page.users.set(name, user)
  })
  return {}
}

const elements = (doc) => doc.getMap('elements')
const entry = (doc, key) => elements(doc)._map.get(key)
const ownerOf = (doc, key) => page.owners.get(entry(doc, key)?.id.client)
const keysOf = (doc, holds) => [...elements(doc).keys()].filter((key) => holds(ownerOf(doc, key)))

function receive(user, all) {
  const n = all ? user.waiting.length : page.r.int(user.waiting.length + 1)
  for (const update of user.waiting.splice(0, n)) Y.applyUpdate(user.doc, update, 'server')
}

function draw(r, element) {
  switch (r.int(5)) {
    case 0: element.set('x', r.int(1000)); break
    case 1: element.set('style', new Y.Map([['color', 'red'], ['width', r.int(9)]])); break
    case 2: {
      const style = element.get('style')
      if (style instanceof Y.Map) style.set('width', r.int(9))
      else element.set('y', r.int(1000))
      break
    }
    case 3: {
      const chunks = element.get('chunks')
      if (chunks instanceof Y.Array && r.int(4) > 0) chunks.insert(r.int(chunks.length + 1), [new Uint8Array([r.int(255), 7])])
      else element.set('chunks', Y.Array.from([new Uint8Array([1])]))
      break
    }
    default:
      if (element.has('chunks')) element.delete('chunks')
      element.set('ink', new Uint8Array([r.int(255), r.int(255)]))
  }
}

function add(r, doc, key) {
  const element = new Y.Map([['type', 'freedraw'], ['x', r.int(1000)]])
  elements(doc).set(key, element)
  if (r.int(2) === 0) element.set('chunks', Y.Array.from([new Uint8Array([1, 2])]))
}

// legal does something that is the user's to do, and says whether it was done.
function legal(user) {
  const { r } = page
  const { doc } = user
  const mine = keysOf(doc, (owner) => user.name === 'staff' || owner === user.name)
  user.made = null
  doc.transact(() => {
    const what = r.int(10)
    if (what < 3 || mine.length === 0) {
      add(r, doc, `${user.name}-${page.number++}`)
    } else if (what < 8) {
      for (let n = 1 + r.int(3); n > 0; n--) draw(r, elements(doc).get(r.pick(mine)))
    } else if (what === 8) {
      const key = r.pick(mine)
      if (ownerOf(doc, key) === user.name) user.graves.push(key)
      elements(doc).delete(key)
    } else {
      // Undone: the same key again, if nobody has put something there meanwhile, here or at the server's.
      const at = user.graves.findIndex((key) => !elements(doc).has(key) && !elements(page.truth).has(key))
      if (at >= 0) add(r, doc, user.graves.splice(at, 1)[0])
      else add(r, doc, `${user.name}-${page.number++}`)
    }
  })
  return user.made
}

// illegal does something on a copy that isn't the user's to do, perhaps among things that are; null: there is nothing.
function illegal(user) {
  const { r } = page
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(page.truth))
  copy.clientID = user.forger
  const others = keysOf(copy, (owner) => owner !== user.name)
  let made = null
  copy.on('update', (update) => { made = update })
  const before = Y.encodeStateVector(copy)
  const what = r.int(8)
  let whole = r.int(2) === 0
  if (what < 6 && others.length === 0) return null
  copy.transact(() => {
    if (r.int(2) === 0) add(r, copy, `${user.name}-${page.number++}`)
    const key = others.length > 0 ? r.pick(others) : ''
    const element = elements(copy).get(key)
    switch (what) {
      case 0: element.set('x', 1); break
      case 1: element.set('style', new Y.Map()); break
      case 2: {
        const chunks = element.get('chunks')
        if (chunks instanceof Y.Array) chunks.push([new Uint8Array([6, 6, 6])])
        else element.set('chunks', new Y.Array())
        break
      }
      case 3: elements(copy).set(key, new Y.Map()); break
      case 4: elements(copy).delete(key); break
      case 5: element.delete('x'); whole = false; break // left out of a step 2
      case 6: copy.getText('graffiti').insert(0, 'x'); break
      default: copy.getArray('elements2').push([1])
    }
  })
  if (made === null) return null
  return { made: whole ? Y.encodeStateAsUpdate(copy, before) : made, whole }
}

// accepted takes what is legal as taken in, and says whether something is new of it.
function accepted(from, update) {
  let news = false
  const heard = () => { news = true }
  page.truth.on('update', heard)
  Y.applyUpdate(page.truth, update, 'server')
  page.truth.off('update', heard)
  for (const user of page.users.values()) if (user !== from) user.waiting.push(update)
  return news
}

// next returns what is to be sent, and whether it is to be taken in; an empty user: nothing more.
function next() {
  const { r } = page
  for (;;) {
    if (page.steps++ >= 60) return { user: '' }
    const user = page.users.get(r.pick(people))
    if (user.offline) {
      if (r.int(3) > 0) { legal(user); continue }
      user.offline = false
      receive(user, true)
      user.doc.transact(() => add(r, user.doc, `${user.name}-${page.number++}`))
      const update = Y.encodeStateAsUpdate(user.doc, Y.encodeStateVector(page.truth))
      accepted(user, update)
      return { user: user.name, whole: true, legal: true, news: true, update: b64(update) }
    }
    receive(user, false)
    if (user.name !== 'staff' && r.int(4) === 0) {
      const forged = illegal(user)
      if (forged === null) continue
      return { user: user.name, whole: forged.whole, legal: false, update: b64(forged.made) }
    }
    if (r.int(8) === 0) { user.offline = true; continue }
    const update = legal(user)
    if (update === null) continue
    const news = accepted(user, update)
    return { user: user.name, whole: false, legal: true, news, update: b64(update) }
  }
}

const plain = (value) => JSON.stringify(value, (_, v) => {
  if (v instanceof Uint8Array) return [...v]
  if (v === null || typeof v !== 'object' || Array.isArray(v)) return v
  return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
})

// compare says how the server's page differs from those of the users, once each has everything.
function compare({ update }) {
  const server = new Y.Doc()
  Y.applyUpdate(server, bytes(update))
  const want = plain(elements(server).toJSON())
  for (const user of page.users.values()) {
    if (user.offline) continue
    receive(user, true)
    const got = plain(elements(user.doc).toJSON())
    if (got !== want) return { fault: `${user.name} sees ${got}, the server has ${want}` }
  }
  return { fault: '', elements: elements(server).size }
}

const answers = { start, next, compare }
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[request.op](request)) + '\n')
}
