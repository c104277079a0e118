/**
 * The process under attack: one socket of the built package, which answers each message, and measures of its health. Follows the
 * messages of its parent, with one answer each. No peer may end it.
 */
import { readdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { queryObjects } from 'node:v8'
import * as zmq from '../../dist/esm/index.js'

/** A process that has just begun grows to its working size whatever comes. What an attack adds is what is measured. */
function grow() {
  for (let round = 0; round < 20; round++) JSON.parse(JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ i, text: `${i}` }))))
  globalThis.gc()
}
grow()

const faults = []
process.on('uncaughtException', (error) => faults.push(String(error?.stack ?? error)))
process.on('unhandledRejection', (error) => faults.push(`unhandled rejection: ${error?.stack ?? error}`))

let context
let socket
let guard
let asked = 0
let events = []
let eventCounts = new Map()
let heard = []
let count = 0
let longest = 0
let expecting = []
let said = new Set()
let saying
let cpu
let since

const echoes = () => ['Reply', 'Router', 'Dealer', 'Pair'].includes(socket.constructor.name)

/** Receives all there is; what is waited for is reported, the rest counted. */
async function serve(own) {
  for await (const message of own) {
    count++
    if (heard.length < 100) heard.push(message.map((frame) => frame.toString('latin1', 0, 100)))
    longest = Math.max(longest, message.at(-1).length)
    const last = message.at(-1).toString('latin1', 0, 40)
    if (last.length < 40 && said.size < 10_000) said.add(last)
    for (const each of expecting) if (each.text === last) each.done()
    if (echoes()) await own.send(message, { timeout: 1000 }).catch(() => undefined)
  }
}

/** A ZAP handler (RFC 27) that admits all peers and counts its requests. */
async function openGuard() {
  const own = new zmq.Router({ context, linger: 0 })
  await own.bind('inproc://zeromq.zap.01')
  asked = 0
  void (async () => {
    for await (const [peer, delimiter, version, id] of own) {
      asked++
      await own.send([peer, delimiter, version, id, '200', 'OK', '', ''])
    }
  })()
  return own
}

const tick = () => new Promise((resolve) => setTimeout(resolve, 5))
const live = () => {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
const fds = () => readdirSync('/proc/self/fd').length

/** What a timer is an instance of. */
const Timeout = setTimeout(() => undefined).constructor

/** Objects of a class that are still reachable: a walk over the whole heap, some 70 ms. */
const alive = (type) => queryObjects(type, { format: 'count' })

/** The longest that the event loop has kept anybody waiting. */
const loopDelay = monitorEventLoopDelay({ resolution: 1 })

/** Calls `done` until it returns true, for at most so many milliseconds. Returns whether it did. */
async function eventually(done, within = 2000) {
  for (const end = performance.now() + within; performance.now() < end; await tick()) if (done()) return true
  return done()
}

const commands = {
  async open({ type, options = {}, deaf = false, guarded = false, endpoint = 'tcp://127.0.0.1:*' }) {
    context = new zmq.Context()
    guard = guarded ? await openGuard() : undefined
    socket = new zmq[type]({ linger: 0, context, ...options })
    events = []
    eventCounts = new Map()
    heard = []
    said = new Set()
    count = 0
    longest = 0
    const names = [
      'accept',
      'accept:error',
      'connect',
      'connect:retry',
      'close',
      'disconnect',
      'handshake',
      'handshake:error:protocol',
      'handshake:error:auth',
      'handshake:error:other',
      'drop',
    ]
    for (const name of names) {
      socket.events.on(name, ({ type, error, reason, interval }) => {
        for (const name of [type, `${type} ${error?.code}`]) eventCounts.set(name, (eventCounts.get(name) ?? 0) + 1)
        if (events.length < 5000) events.push({ type, code: error?.code, reason, interval })
      })
    }
    if (type === 'Subscriber') socket.subscribe()
    if (type === 'XSubscriber') await socket.send(Buffer.of(1))
    if (socket[Symbol.asyncIterator] !== undefined && type !== 'Request' && !deaf) void serve(socket)
    return { endpoint: await socket.bind(endpoint) }
  },
  /** A deaf one begins to receive. */
  hear: () => void serve(socket),
  connect: ({ address }) => void socket.connect(address),
  disconnect({ address }) {
    try {
      socket.disconnect(address)
    } catch (error) {
      // It has given up on that one by itself.
      if (error.code !== 'ENOENT') throw error
    }
  },
  subscribe: ({ topic }) => void socket.subscribe(...[topic].flat()),
  unsubscribe: ({ topic }) => void socket.unsubscribe(topic),
  /** Sends `text` repeatedly, so that each peer that is there receives it. */
  say({ text }) {
    saying = setInterval(() => {
      if (socket.constructor.name !== 'Request') return socket.trySend(text)
      if (socket.writable)
        socket
          .send(text)
          .then(() => socket.receive())
          .catch(() => undefined)
    }, 5)
  },
  hush: () => clearInterval(saying),
  /** Sends `count` numbered messages of `size` bytes as fast as they are taken. */
  async send({ count, size = 10 }) {
    for (let i = 0; i < count; i++) await socket.send(String(i).padEnd(size))
  },
  sendMessage: ({ message }) => socket.send(message.map((frame) => Buffer.from(frame, 'latin1'))),
  /** Resolves when a message ended, or ends, with `text`. */
  expect: ({ text, within = 1000 }) =>
    new Promise((resolve, reject) => {
      if (said.has(text)) return resolve()
      const late = setTimeout(() => reject(new Error(`${text} was not heard within ${within} ms`)), within)
      const one = { text, done }
      function done() {
        clearTimeout(late)
        expecting = expecting.filter((each) => each !== one)
        resolve()
      }
      expecting.push(one)
    }),
  event: ({ type, code }) => eventually(() => eventCounts.has(code === undefined ? type : `${type} ${code}`)),
  /** Waits for so many, by default two seconds. Returns whether there were. */
  eventCount: ({ type, count, within }) => eventually(() => (eventCounts.get(type) ?? 0) >= count, within),
  /** The first 5000. */
  events: () => events,
  /** How many of each there were, by type and by type and code. */
  eventCounts: () => Object.fromEntries(eventCounts),
  heard: () => ({ heard, count }),
  /** How many peers the handler of ZAP was asked about. */
  asked: () => asked,
  /** Waits for a last frame of so many bytes. */
  heardLength: ({ length, within }) => eventually(() => longest >= length, within),
  /** Waits for so many different last frames. */
  saidCount: ({ count, within }) => eventually(() => said.size >= count, within),
  /** Sends without waiting for anything: how many were refused, with which codes, and what the others cost. */
  async pile({ count }) {
    const before = live()
    const { rss } = process.memoryUsage()
    const codes = new Set()
    let refused = 0
    const fail = ({ code }) => {
      refused++
      codes.add(code)
    }
    for (let i = 0; i < count; i++) socket.send('x').catch(fail)
    const peak = process.memoryUsage().rss - rss
    await tick()
    return { refused, codes: [...codes], peak, kept: live() - before }
  },
  /** Begins to look at what the process does. */
  watch() {
    loopDelay.enable()
    loopDelay.reset()
    cpu = process.cpuUsage()
    since = performance.now()
  },
  /** Since `watch`: the longest that the event loop stood still, in milliseconds, and the share of a processor that was used. */
  watched() {
    const { user, system } = process.cpuUsage(cpu)
    loopDelay.disable()
    return { stall: loopDelay.max / 1e6, load: (user + system) / 1000 / (performance.now() - since) }
  },
  drops: () => socket.drops,
  topics: ({ count, within }) => eventually(() => socket.topicsCount === count, within),
  peers: ({ count }) => eventually(() => socket.peers.length === count),
  prototype: () =>
    Object.entries(Object.getOwnPropertyDescriptors(Object.prototype)).map(([name, d]) => [name, typeof d.value, d.enumerable]),
  /** Answers when so many milliseconds of its own clock have passed. */
  tick: ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms)),
  /** The event loop does nothing else for `ms`. */
  stall({ ms }) {
    for (const end = performance.now() + ms; performance.now() < end;);
  },
  /** Memory, descriptors and handles after garbage collection, once there are at most `base` descriptors. `handles`: count them, slowly. */
  async measure({ base, handles }) {
    if (base !== undefined) await eventually(() => fds() <= base.fds && socket.peers.length <= base.peers)
    gc()
    await tick()
    // What a flood left in queues may still be on its way through the socket.
    if (base !== undefined) await eventually(() => live() <= base.live + (1 << 20))
    const counts = handles ? { sockets: alive(Socket), timers: alive(Timeout) } : { sockets: 0, timers: 0 }
    return { live: live(), rss: process.memoryUsage().rss, fds: fds(), peers: socket.peers.length, faults, ...counts }
  },
  faults: () => faults,
  /** Uninitialized memory, in hex. */
  allocate: ({ size }) => Buffer.allocUnsafeSlow(size).toString('hex'),
  async close() {
    clearInterval(saying)
    await socket?.[Symbol.asyncDispose]()
    await guard?.[Symbol.asyncDispose]()
  },
}

process.on('message', async ({ id, command, ...rest }) => {
  try {
    process.send({ id, result: (await commands[command](rest)) ?? null })
  } catch (error) {
    process.send({ id, error: `${error?.code ?? ''} ${error?.stack ?? error}` })
  }
})
process.send({ id: 0, result: null })
