/** A thread that has sockets: follows the messages of its parent, and answers with the results. */
import { parentPort } from 'node:worker_threads'
import * as zmq from '@tszmq/sockets'

const sockets = new Map()

const pairs = []

const DO = {
  open: ({ id, type, options = {} }) => void sockets.set(id, new zmq[type]({ linger: 0, ...options })),
  bind: ({ id, endpoint }) => sockets.get(id).bind(endpoint),
  unbind: ({ id, endpoint }) => sockets.get(id).unbind(endpoint),
  connect: ({ id, endpoint, options }) => void sockets.get(id).connect(endpoint, options),
  subscribe: ({ id, topic }) => void sockets.get(id).subscribe(topic),
  send: ({ id, message }) => sockets.get(id).send(message),
  trySend: ({ id, message }) => sockets.get(id).trySend(message),
  receive: async ({ id, timeout = 5000 }) => (await sockets.get(id).receive({ timeout })).map((frame) => frame.toString('latin1')),
  /** Sizes and a sum instead of bytes. */
  weigh: async ({ id }) =>
    (await sockets.get(id).receive({ timeout: 10_000 })).map((frame) => [frame.length, frame.reduce((sum, byte) => sum + byte, 0)]),
  /** Writes over the frames that come. */
  scribble: async ({ id, text }) => (await sockets.get(id).receive({ timeout: 5000 })).forEach((frame) => void frame.fill(text)),
  echo: ({ id }) => void echo(sockets.get(id)),
  flood: ({ id, count, size }) => flood(sockets.get(id), count, size),
  floodInParts: ({ id, number, sizes }) => floodInParts(sockets.get(id), number, sizes),
  openPairs: ({ numbers, bound }) => {
    zmq.context.maxSockets = numbers.length + 100
    for (const i of numbers) {
      const pair = new zmq.Pair({ linger: 0 })
      if (bound.includes(i)) pair.bindSync(`inproc://pair-${i}`)
      else pair.connect(`inproc://pair-${i}`)
      pairs.push(pair)
      void answer(pair)
    }
  },
  pairsWithPeers: () => pairs.filter((pair) => pair.peers.some(({ connected }) => connected)).length,
  peers: ({ id }) => sockets.get(id).peers.length,
  close: ({ id }) => sockets.get(id)[Symbol.asyncDispose](),
  events: ({ id, type }) =>
    new Promise((resolve) => sockets.get(id).events.on(type, ({ error }) => resolve(`${error.code} ${error.message}`))),
  listeners: () => process.listenerCount('workerMessage'),
}

async function echo(socket) {
  for await (const message of socket) await socket.send(message)
}

async function answer(pair) {
  for await (const message of pair) await pair.send(['echo', ...message])
}

/** Sends without end: the sender, the number of the message, a body of that number, and an end. */
async function floodInParts(socket, number, sizes) {
  for (let i = 0; ; i++) {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(number)
    head.writeUInt32LE(i, 4)
    await socket.send([head, Buffer.alloc(sizes[i % sizes.length], i & 255), 'end'])
  }
}

/** Each message begins with its number. */
async function flood(socket, count, size) {
  for (let i = 0; i < count; i++) {
    const message = Buffer.alloc(size)
    message.writeUInt32LE(i)
    if (!socket.trySend(message)) await socket.send(message)
  }
}

parentPort.on('message', ({ call, what, ...rest }) => {
  Promise.resolve()
    .then(() => DO[what](rest))
    .then(
      (result) => parentPort.postMessage({ call, result }),
      (error) => parentPort.postMessage({ call, error: `${error.code ?? ''} ${error.message}` }),
    )
})
