// Makes random histories of several Yjs clients, and compares documents with what Yjs makes of them. Requests and
// answers are one JSON value a line.
import { createInterface } from 'node:readline'
import * as Y from '../../../frontend/node_modules/yjs/dist/yjs.mjs'

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

const words = ['a', 'bc', 'déf', 'hello ', 'wörld', '日本', 'x\n', 'مرحبا']
const emoji = ['😀', '👩‍🏫', '🇩🇪', 'a😀b']
const values = [1, -5, 2 ** 40, 1.5, 0.1, true, false, null, { u: undefined }, 'text', '', { a: [1, { b: 2 }] }, [1, 'two', null], new Uint8Array([1, 2, 3]), { big: 1234567890123456789n }]

function editText(r, text, flavour) {
  const n = text.length
  if (n > 0 && r.int(3) === 0) {
    const at = r.int(n)
    text.delete(at, Math.min(1 + r.int(5), n - at))
  } else if (flavour.marks && n > 2 && r.int(3) === 0) {
    const at = r.int(n - 1)
    text.format(at, 1 + r.int(n - at), r.pick([{ bold: true }, { bold: null }, { link: { href: 'x' } }]))
  } else if (flavour.marks && r.int(6) === 0) {
    text.insertEmbed(r.int(n + 1), { image: 'p.png' })
  } else {
    text.insert(r.int(n + 1), r.pick(flavour.emoji ? emoji : words))
  }
}

function nested(r) {
  switch (r.int(4)) {
    case 0: return new Y.Map([['k', r.int(9)]])
    case 1: return new Y.Text(r.pick(words))
    case 2: return Y.Array.from([r.int(9), 'x'])
    default: return r.pick(values)
  }
}

function editArray(r, array) {
  const n = array.length
  if (n > 0 && r.int(3) === 0) {
    const at = r.int(n)
    array.delete(at, Math.min(1 + r.int(3), n - at))
  } else if (r.int(2) === 0) {
    array.insert(r.int(n + 1), Array.from({ length: 1 + r.int(4) }, () => r.pick(values)))
  } else {
    array.insert(r.int(n + 1), [nested(r)])
  }
}

function editMap(r, map) {
  const key = 'k' + r.int(4)
  if (r.int(4) === 0) map.delete(key)
  else map.set(key, nested(r))
}

function editXml(r, xml) {
  const n = xml.length
  if (n > 0 && r.int(4) === 0) {
    xml.delete(r.int(n), 1)
  } else if (n > 0 && r.int(2) === 0) {
    const child = xml.get(r.int(n))
    if (child instanceof Y.XmlText) child.insert(r.int(child.length + 1), r.pick(words))
    else if (r.int(2) === 0) child.setAttribute('level', String(r.int(4)))
    else editXml(r, child)
  } else {
    xml.insert(r.int(n + 1), [r.int(2) === 0 ? new Y.XmlText(r.pick(words)) : new Y.XmlElement(r.pick(['p', 'heading']))])
  }
}

function inside(r, doc) {
  const all = [...doc.getArray('array').toArray(), ...doc.getMap('map').values()]
  const types = all.filter((v) => v instanceof Y.AbstractType)
  return types.length === 0 ? null : r.pick(types)
}

function edit(r, doc, flavour) {
  switch (r.int(5)) {
    case 0: return editText(r, doc.getText('text'), flavour)
    case 1: return editArray(r, doc.getArray('array'))
    case 2: return editMap(r, doc.getMap('map'))
    case 3: return editXml(r, doc.getXmlFragment('xml'))
    default: {
      const type = inside(r, doc)
      if (type instanceof Y.Text) editText(r, type, flavour)
      else if (type instanceof Y.Array) editArray(r, type)
      else if (type instanceof Y.Map) editMap(r, type)
    }
  }
}

function roots(doc) {
  doc.getText('text'); doc.getArray('array'); doc.getMap('map'); doc.getXmlFragment('xml')
  return doc
}

// make plays a history: clients edit, and now and then take in what the others did.
function make(seed) {
  const r = random(seed)
  const flavour = { emoji: seed % 4 === 1, marks: seed % 4 === 2 }
  const updates = []
  let undone = 0
  const clients = Array.from({ length: 2 + r.int(4) }, (_, i) => {
    const doc = roots(new Y.Doc())
    doc.clientID = 1 + r.int(2 ** 31) * 2 + (i % 2)
    const seen = { upTo: 0 }
    const undo = new Y.UndoManager([doc.getText('text'), doc.getArray('array'), doc.getMap('map'), doc.getXmlFragment('xml')], { captureTimeout: 0 })
    doc.on('update', (update, origin) => { if (origin !== seen) updates.push(update) })
    return { doc, seen, undo }
  })
  const steps = seed % 5 === 0 ? 20 + r.int(80) : 8 + r.int(24)
  for (let i = 0; i < steps; i++) {
    const { doc, seen, undo } = r.pick(clients)
    if (r.int(4) === 0) {
      const upTo = updates.length
      for (const update of updates.slice(seen.upTo, upTo)) Y.applyUpdate(doc, update, seen)
      seen.upTo = upTo
    }
    if (r.int(6) === 0 && (r.int(3) === 0 ? undo.redo() : undo.undo()) !== null) {
      undone++
      continue
    }
    doc.transact(() => { for (let n = 1 + r.int(3); n > 0; n--) edit(r, doc, flavour) })
  }
  return { updates, undone }
}

function docOf(updates) {
  const doc = roots(new Y.Doc())
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

// plain writes a value with the keys of objects in order: that of a map's keys is the order of arrival.
const plain = (value) => JSON.stringify(value, (_, v) => {
  if (typeof v === 'bigint') return String(v)
  if (v === null || typeof v !== 'object' || Array.isArray(v)) return v
  return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
})

function look(doc) {
  return plain([doc.getArray('array').toJSON(), doc.getMap('map').toJSON(), doc.getXmlFragment('xml').toString(), doc.getText('text').toString()])
}

const rich = (doc) => plain(doc.getText('text').toDelta())

function shuffled(r, list) {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = r.int(i + 1);
    [out[i], out[j]] = [out[j], out[i]]
  }
  return out
}

function compare(oracle, doc, strict) {
  if (plain([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort()) !== plain([...Y.decodeStateVector(Y.encodeStateVector(oracle))].sort())) return 'state vectors differ'
  if (doc.store.pendingStructs !== null) return 'structs are missing'
  if (strict.look && look(doc) !== look(oracle)) return 'contents differ: ' + look(doc) + ' instead of ' + look(oracle)
  if (strict.rich && rich(doc) !== rich(oracle)) return 'marks differ: ' + rich(doc) + ' instead of ' + rich(oracle)
  if (strict.deletes && !Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(oracle))) return 'delete sets differ'
  return ''
}

// strictness says what is to be compared: where Yjs itself answers differently by the order of arrival, nothing is.
function strictness(seed, updates, oracle) {
  const split = look(oracle).includes('\ufffd')
  const strict = { look: !split, rich: !split && seed % 4 !== 2, deletes: seed % 4 !== 2 }
  for (let i = 0; i < 3; i++) {
    const other = docOf(shuffled(random(seed * 7 + i), updates))
    strict.look &&= look(other) === look(oracle)
    strict.rich &&= rich(other) === rich(oracle)
    strict.deletes &&= Y.equalSnapshots(Y.snapshot(other), Y.snapshot(oracle))
  }
  return strict
}

let current
const answers = {
  make({ seed }) {
    const { updates, undone } = make(seed)
    current = { seed, updates, oracle: docOf(updates) }
    return { updates: updates.map(b64), undone, vector: b64(Y.encodeStateVector(current.oracle)) }
  },
  // check compares everything first, and asks whether Yjs is of one mind with itself only if that differs.
  // Cuts may go through the two halves of a character, which then are two that nobody wrote, in Yjs as here.
  check({ updates, cuts }) {
    try {
      const doc = docOf(updates.map(bytes))
      let fault = compare(current.oracle, doc, { look: true, rich: true, deletes: true })
      if (fault === '') return { fault, loose: false }
      current.strict ??= strictness(current.seed, current.updates, current.oracle)
      const split = cuts && look(doc).includes('\ufffd')
      fault = compare(current.oracle, doc, split ? { ...current.strict, look: false, rich: false } : current.strict)
      return { fault, loose: fault === '' }
    } catch (e) {
      return { fault: 'Yjs refuses it: ' + e.message, loose: false }
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  process.stdout.write(JSON.stringify(answers[request.op](request)) + '\n')
}
