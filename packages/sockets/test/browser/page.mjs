/** What the page does: the basic patterns over a transport of its own and over inproc. Each function resolves with what it saw. */
import { Context, Publisher, Pull, Push, Reply, Request, Subscriber, curveKeyPair } from '@tszmq/sockets'
import { MemoryTransport } from './memory-transport.mjs'

const context = new Context({ transports: [new MemoryTransport()] })
const text = (frames) => frames.map((frame) => new TextDecoder().decode(frame))

/** Types of frames, since a page has no Buffer. */
const kind = (frame) => Object.prototype.toString.call(frame).slice(8, -1)

async function requestReply(security = [{}, {}]) {
  const [server, client] = [new Reply({ context, ...security[0] }), new Request({ context, ...security[1] })]
  client.connect(await server.bind('memory://echo'))
  await client.send(['Hello', new Uint8Array([1, 2, 3])])
  const request = await server.receive()
  await server.send(['World', ...request])
  const reply = await client.receive()
  server.close()
  client.close()
  return { reply: [...text(reply.slice(0, 2)), [...reply[2]]], frame: kind(reply[0]) }
}

async function publishSubscribe() {
  const [publisher, subscriber] = [new Publisher({ context }), new Subscriber({ context })]
  subscriber.connect(await publisher.bind('memory://news'))
  subscriber.subscribe('weather')
  await publisher.subscribed('weather', { timeout: 10_000 })
  await publisher.send(['sport', 'left out'])
  for (let i = 0; i < 1000; i++) await publisher.send(['weather', String(i)])
  const received = []
  while (received.length < 1000) received.push(text(await subscriber.receive())[1])
  publisher.close()
  subscriber.close()
  return { count: received.length, ordered: received.every((each, i) => each === String(i)) }
}

/** A large message, and many small ones, so that chunks are split and joined. */
async function pipeline() {
  const [pull, push] = [new Pull({ context }), new Push({ context })]
  push.connect(await pull.bind('memory://work'))
  const large = new Uint8Array(5_000_000).map((_, i) => i % 251)
  await push.send(large)
  const [received] = await pull.receive()
  push.close()
  pull.close()
  return { size: received.length, same: received.every((byte, i) => byte === i % 251) }
}

async function inproc() {
  const [pull, push] = [new Pull({ context }), new Push({ context })]
  await pull.bind('inproc://here')
  push.connect('inproc://here')
  await push.send('in process')
  const received = text(await pull.receive())
  push.close()
  pull.close()
  return received
}

/** The first pair comes from elsewhere, the second is made by the page once CURVE is loaded. */
async function curve(keys) {
  const server = { curveServer: true, curveSecretKey: keys.server.secretKey }
  const client = { curveServerKey: keys.server.publicKey, curvePublicKey: keys.client.publicKey, curveSecretKey: keys.client.secretKey }
  const first = await requestReply([server, client])
  const own = curveKeyPair()
  const second = await requestReply([
    { curveServer: true, ...{ curveSecretKey: own.secretKey, curvePublicKey: own.publicKey } },
    { curveServerKey: own.publicKey, curveSecretKey: own.secretKey },
  ])
  return { first: first.reply, second: second.reply }
}

function tcp() {
  const push = new Push({ context })
  try {
    push.connect('tcp://127.0.0.1:5555')
  } catch ({ code, message }) {
    return { code, message }
  } finally {
    push.close()
  }
}

globalThis.patterns = { requestReply, publishSubscribe, pipeline, inproc, curve, tcp }
