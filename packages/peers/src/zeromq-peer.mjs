/** A peer on zeromq.js: obeys commands, one JSON line each, with one socket at a time. The words are those of `InteropSide`. */
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import * as zmq from 'zeromq'

const TYPES = {
  PAIR: zmq.Pair,
  PUB: zmq.Publisher,
  SUB: zmq.Subscriber,
  XPUB: zmq.XPublisher,
  XSUB: zmq.XSubscriber,
  REQ: zmq.Request,
  REP: zmq.Reply,
  DEALER: zmq.Dealer,
  ROUTER: zmq.Router,
  PUSH: zmq.Push,
  PULL: zmq.Pull,
  STREAM: zmq.Stream,
}

const EMPTY = Buffer.alloc(0)
const SMALL = [0, 1, 32, 127, 128, 222, 223, 254, 255, 256, 257, 1000, 33]
const LARGE = [65_535, 65_536, 1 << 20, 1 << 24]
const block = Buffer.from(Uint8Array.from({ length: 65_521 }, (_, j) => j * 31 + (j >> 8) * 7))
const pattern = Buffer.alloc((1 << 24) + 256, block)

function body(kind, i) {
  const number = Buffer.alloc(4)
  number.writeUInt32BE(i)
  if (kind === 'large') return [number, EMPTY, pattern.subarray(0, LARGE[i % LARGE.length])]
  const filler = pattern.subarray(i % 256, (i % 256) + SMALL[i % SMALL.length])
  switch (i % 6) {
    case 0:
      return [Buffer.concat([number, filler])]
    case 1:
      return [number, filler]
    case 2:
      return [number, EMPTY, filler]
    case 3:
      return [EMPTY, number, filler]
    case 4:
      return [number, filler, EMPTY]
    default:
      return [EMPTY]
  }
}

function uint32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function note(hash, frames) {
  hash.update(uint32(frames.length))
  for (const frame of frames) hash.update(uint32(frame.length)).update(frame)
}

const latin1 = (text) => Buffer.from(text, 'latin1')

let type
let socket

/** RFC 27: lets in joe with his secret, and whoever has a key. */
async function answerZap(handler) {
  for await (const [version, id, , , , mechanism, name, password] of handler) {
    const known = `${mechanism}` === 'CURVE' || (`${name}` === 'joe' && `${password}` === 'secret')
    await handler.send([version, id, known ? '200' : '400', '', '', ''])
  }
}

const verbs = {
  async guard() {
    const handler = new zmq.Reply()
    await handler.bind('inproc://zeromq.zap.01')
    void answerZap(handler)
  },
  async open(command) {
    type = command.type
    socket = new TYPES[type](command.options)
  },
  async bind({ endpoint }) {
    await socket.bind(endpoint)
    return socket.lastEndpoint
  },
  async connect({ endpoint }) {
    socket.connect(endpoint)
  },
  async subscribe({ topic }) {
    if (type === 'SUB') socket.subscribe(topic)
    else await socket.send(Buffer.concat([Buffer.of(1), latin1(topic)]))
  },
  async probe() {
    await socket.send('probe')
  },
  async receiveOne() {
    return (await socket.receive()).map((frame) => frame.toString('latin1'))
  },
  async send({ kind, count, prefix = [], decoy }) {
    const envelope = prefix.map(latin1)
    for (let i = 0; i < count; i++) {
      if (decoy !== undefined && i % 10 === 0) await socket.send([decoy, uint32(i)])
      await socket.send([...envelope, ...body(kind, i)])
    }
  },
  async receive({ count, strip = 0 }, progress) {
    const hash = createHash('sha256')
    for (let i = 0; i < count; i++) {
      let frames = await socket.receive()
      while (i === 0 && frames[0].equals(latin1('probe'))) {
        progress()
        frames = await socket.receive()
      }
      note(hash, frames.slice(strip))
    }
    return hash.digest('hex')
  },
  async ask({ kind, count, prefix = [], window }) {
    const hash = createHash('sha256')
    const envelope = prefix.map(latin1)
    const read = async () => note(hash, (await socket.receive()).slice(envelope.length))
    for (let i = 0; i < count; i++) {
      await socket.send([...envelope, ...body(kind, i)])
      if (i >= window - 1) await read()
    }
    for (let i = Math.min(window - 1, count); i > 0; i--) await read()
    return hash.digest('hex')
  },
  async answer({ count, strip = 0 }) {
    const hash = createHash('sha256')
    for (let i = 0; i < count; i++) {
      const frames = await socket.receive()
      note(hash, frames.slice(strip))
      await socket.send(frames)
    }
    return hash.digest('hex')
  },
  async pour({ bytes }) {
    const [id] = await socket.receive()
    const hash = createHash('sha256')
    for (let at = 0; at < bytes; at += 50_000) await socket.send([id, pattern.subarray(at, Math.min(at + 50_000, bytes))])
    for (let got = 0; got < bytes;) {
      const [, data] = await socket.receive()
      got += data.length
      hash.update(data)
    }
    return hash.digest('hex')
  },
  async mirror({ bytes }) {
    const [id] = await socket.receive()
    const hash = createHash('sha256')
    for (let got = 0; got < bytes;) {
      const [, data] = await socket.receive()
      got += data.length
      hash.update(data)
      await socket.send([id, data])
    }
    return hash.digest('hex')
  },
  async hangUp() {
    socket.close()
  },
}

const say = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`)

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    say({ done: (await verbs[command.verb](command, () => say({ progress: true }))) ?? null })
  } catch (error) {
    say({ failed: `${command.verb}: ${error.message}` })
  }
}
