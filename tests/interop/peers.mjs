// Peers with the reference Yjs, driven from a test: one JSON request a line on standard input, one answer a line on
// standard output. Bytes travel as base64. Numbers in edits are any numbers: they are brought into range here.

import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import * as Y from 'yjs'

/** Local edits that a person can undo; everything else of a peer's own has no origin. */
const TYPED = 'typed'
const REMOTE = 'remote'
/** The server draws its ids from here up. */
const SERVER_IDS = 2 ** 52
const LINE_KEYS = [
  'title', 'subtitle', 'header', 'list', 'numbered', 'indent', 'blockquote', 'direction', 'signatories',
]

const peers = new Map()

/** What was brought back by undoing, so that it is known whose it was: Yjs says so to nobody but itself. */
const restored = []

const firstOf = ({ client, clock }) =>
  restored.find((one) => one.client === client && one.clock <= clock && clock < one.end)?.first ?? client

const encode = (bytes) => Buffer.from(bytes).toString('base64')
const decode = (text) => new Uint8Array(Buffer.from(text, 'base64'))

class Peer {
  constructor(client, state) {
    this.doc = new Y.Doc()
    this.doc.clientID = client
    this.content = this.doc.getText('content')
    if (state) Y.applyUpdate(this.doc, state, REMOTE)
    this.undo = new Y.UndoManager(this.content, { trackedOrigins: new Set([TYPED]), captureTimeout: 0 })
    this.sent = []
    this.doc.on('update', (update, origin) => {
      if (origin !== REMOTE) this.sent.push(encode(update))
    })
  }

  take() {
    return this.sent.splice(0)
  }

  /** Undoes or redoes, and notes what came back. */
  turn(way) {
    const { clientID: client, store } = this.doc
    const from = Y.getState(store, client)
    this.undo[way]()
    for (const item of [...store.clients.values()].flat()) {
      const { redone, content, id, length } = item
      if (!(content instanceof Y.ContentString) || redone?.client !== client || redone.clock < from) continue
      restored.push({ client, clock: redone.clock, end: redone.clock + length, first: firstOf(id) })
    }
  }

  /** An index between characters, never inside one. */
  index(number) {
    const words = this.content.toString()
    const index = number % (words.length + 1)
    return /[\udc00-\udfff]/.test(words[index] ?? '') ? index - 1 : index
  }

  range(from, to) {
    const [start, end] = [this.index(from), this.index(to)].sort((a, b) => a - b)
    return { start, length: end - start }
  }

  /** Where the newline is that the server made. */
  firstNewline() {
    let index = 0
    for (let item = this.content._start; item !== null; item = item.right) {
      if (item.id.client >= SERVER_IDS && item.id.clock === 0) return index
      if (!item.deleted && item.countable) index += item.length
    }
    return -1
  }

  edit(edit) {
    const { content } = this
    switch (edit.kind) {
      case 'type':
        return content.insert(this.index(edit.at), edit.text)
      case 'paste':
        return content.insert(this.index(edit.at), edit.text, edit.formats)
      case 'delete':
        return this.delete(edit.from, edit.to)
      case 'format': {
        const { start, length } = this.range(edit.from, edit.to)
        return content.format(start, length, edit.formats)
      }
      case 'line':
        return this.line(edit.at, edit.formats)
      case 'delta':
        return this.delta(edit)
    }
    throw new Error(`no such edit: ${edit.kind}`)
  }

  /** As every honest editor, around the newline that is never deleted. */
  delete(from, to) {
    const { start, length } = this.range(from, to)
    const first = this.firstNewline()
    const end = start + length
    if (first < start || first >= end) return this.content.delete(start, length)
    this.content.delete(first + 1, end - first - 1)
    this.content.delete(start, first - start)
  }

  /** Sets the kind of a line: one value, the others null. */
  line(at, formats) {
    const words = this.content.toString()
    const newline = words.indexOf('\n', this.index(at))
    if (newline < 0) return
    const none = Object.fromEntries(LINE_KEYS.map((key) => [key, null]))
    this.content.format(newline, 1, { ...none, ...formats })
  }

  /** As a stock Quill's binding does: everything as one delta. */
  delta({ from, to, text, formats }) {
    const { start, length } = this.range(from, to)
    const first = this.firstNewline()
    const removes = first >= start && first < start + length ? first - start : length
    this.content.applyDelta([
      { retain: start },
      { insert: text, attributes: formats },
      { delete: removes },
      { retain: length - removes, attributes: formats },
    ].filter((part) => part.insert !== undefined || part.retain > 0 || part.delete > 0))
  }

  /** A mark under undo, and its body's line outside of it. */
  note({ at, id, text, formats }) {
    this.doc.transact(() => this.content.insert(this.index(at), '\ufffc', { ...formats, note: id }), TYPED)
    this.doc.transact(() => {
      const index = this.content.length
      this.content.insert(index, '\n', { note: id })
      this.content.insert(index, text, formats)
    })
  }
}

const peer = ({ peer }) => peers.get(peer)

const requests = {
  reset() {
    for (const { doc } of peers.values()) doc.destroy()
    peers.clear()
    restored.length = 0
  },
  open({ peer, client, state }) {
    peers.set(peer, new Peer(client, state && decode(state)))
  },
  /** The same person's browser, opened again: the words kept, another id. */
  reopen({ peer, client }) {
    const state = Y.encodeStateAsUpdate(peers.get(peer).doc)
    peers.get(peer).doc.destroy()
    peers.set(peer, new Peer(client, state))
    return peers.get(peer).take()
  },
  edit(request) {
    const one = peer(request)
    one.doc.transact(() => request.edits.forEach((edit) => one.edit(edit)), TYPED)
    return one.take()
  },
  note(request) {
    peer(request).note(request)
    return peer(request).take()
  },
  /** The whole text as a delta, before what is there. */
  fill(request) {
    peer(request).content.applyDelta(request.delta, { sanitize: false })
    return peer(request).take()
  },
  undo(request) {
    peer(request).turn('undo')
    return peer(request).take()
  },
  redo(request) {
    peer(request).turn('redo')
    return peer(request).take()
  },
  /** Applies what came from the server or from another tab; gives what Yjs has to say about it. */
  apply(request) {
    for (const update of request.updates) Y.applyUpdate(peer(request).doc, decode(update), REMOTE)
    return peer(request).take()
  },
  vector: (request) => encode(Y.encodeStateVector(peer(request).doc)),
  diff: (request) => encode(Y.encodeStateAsUpdate(peer(request).doc, decode(request.vector))),
  delta: (request) => peer(request).content.toDelta(),
  /** What the peer's text says, as the server hashes it: by Node's own SHA-256. */
  hash(request) {
    const stretches = []
    for (const { insert, attributes } of peer(request).content.toDelta()) {
      const formats = Object.entries(attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
      const last = stretches.at(-1)
      if (last && JSON.stringify(last[1]) === JSON.stringify(formats)) last[0] += insert
      else stretches.push([insert, formats])
    }
    return createHash('sha256').update('undersigned/state/1\n' + JSON.stringify(stretches)).digest('hex')
  },
  /** All units in the order of the sequence, deleted ones included: client, clock, length. */
  order(request) {
    const items = []
    for (let item = peer(request).content._start; item !== null; item = item.right) {
      items.push([item.id.client, item.id.clock, item.length])
    }
    return items
  },
  /** Who brought the visible units in, and who wrote them first, in order: two clients and how many, equal ones together. */
  writers(request) {
    const all = []
    for (let item = peer(request).content._start; item !== null; item = item.right) {
      if (item.deleted || !item.countable) continue
      const [client, first, last] = [item.id.client, firstOf(item.id), all.at(-1)]
      if (last?.[0] === client && last[1] === first) last[2] += item.length
      else all.push([client, first, item.length])
    }
    return all
  },
  pending: (request) => peer(request).doc.store.pendingStructs !== null || peer(request).doc.store.pendingDs !== null,
}

// Standard output is for answers alone; Yjs logs to the console.
console.log = console.error

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    const request = JSON.parse(line)
    answer = { ok: requests[request.request](request) ?? null }
  } catch (error) {
    answer = { error: String(error?.stack ?? error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
