/** A thread that has sockets: it does what it is told by messages of its parent, and tells how that went. */
import { parentPort } from 'node:worker_threads'
import * as zmq from '@tszmq/sockets'

const sockets = new Map()

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
  weigh: async ({ id }) => (await sockets.get(id).receive({ timeout: 10_000 })).map((frame) => [frame.length, frame.reduce((sum, byte) => sum + byte, 0)]),
  /** Writes over the frames that come. */
  scribble: async ({ id, text }) => (await sockets.get(id).receive({ timeout: 5000 })).forEach((frame) => void frame.fill(text)),
  echo: ({ id }) => void echo(sockets.get(id)),
  flood: ({ id, count, size }) => flood(sockets.get(id), count, size),
  peers: ({ id }) => sockets.get(id).peers.length,
  close: ({ id }) => sockets.get(id)[Symbol.asyncDispose](),
  events: ({ id, type }) => new Promise((resolve) => sockets.get(id).events.on(type, ({ error }) => resolve(`${error.code} ${error.message}`))),
  listeners: () => process.listenerCount('workerMessage'),
}

async function echo(socket) {
  for await (const message of socket) await socket.send(message)
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
    .then((result) => parentPort.postMessage({ call, result }), (error) => parentPort.postMessage({ call, error: `${error.code ?? ''} ${error.message}` }))
})
