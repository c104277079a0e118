/**
 * The inproc names of all threads of a process: registers a name, looks one up, and connects the two threads. Each thread has one
 * directory. They talk over a BroadcastChannel, which a directory opens at its first use and which keeps no thread alive. If two
 * threads register one name, the first keeps it; the other is told a moment later.
 */
import type * as WorkerThreads from 'node:worker_threads'
import type { BroadcastChannel, MessagePort } from 'node:worker_threads'
import { makeRing } from './byte-ring.ts'
import type { Conn } from '../conn.ts'
import { nodeWorkerThreads } from '../node/node-modules.ts'
import { SpinState } from './spin-wait.ts'
import { ThreadConn } from './thread-conn.ts'
import type { Defer } from './thread-conn.ts'

/** The channel's name: the library, and the version of the messages. A process may have other broadcast channels. */
const CHANNEL = 'tszmq.threads.1'

/**
 * A broadcast to all other directories. `hello`: this one has opened. `present`: the answer to a `hello`. `lookup`: which thread has
 * this name? `registered`: this thread has it.
 */
interface Announcement {
  readonly type: 'hello' | 'present' | 'lookup' | 'registered'
  /** Id of the thread that sends it. */
  readonly thread: number
  /** The inproc name; '' for `hello` and `present`. */
  readonly name: string
  /** Of `registered`: when the name was registered, in milliseconds since 1970. Else 0. */
  readonly since: number
}

interface Registration {
  readonly since: number
  readonly onConn: OnConn
  readonly onRefused: () => void
}

/** The message that gives the thread of a name its end of a new connection. */
interface Join {
  readonly channel: typeof CHANNEL
  readonly name: string
  readonly port: MessagePort
  readonly incoming: SharedArrayBuffer
  readonly outgoing: SharedArrayBuffer
}

/** Called with a new connection, which it starts at once. */
export type OnConn = (conn: Conn) => void

export class ThreadDirectory {
  readonly #threads: typeof WorkerThreads
  readonly #defer: Defer
  readonly #spinState: SpinState
  readonly #date: () => number
  readonly #registrations = new Map<string, Registration>()
  readonly #lookups = new Map<string, Set<OnConn>>()
  #channel: BroadcastChannel | undefined = undefined
  #hasPeers: boolean

  private constructor(threads: typeof WorkerThreads, defer: Defer, now: () => number, date: () => number) {
    this.#threads = threads
    this.#defer = defer
    this.#spinState = new SpinState(now)
    this.#date = date
    // A worker has at least the thread that started it. Whether that thread has a directory, the `hello` finds out.
    this.#hasPeers = !threads.isMainThread
  }

  /**
   * Makes the directory of this thread. `now` is a clock in milliseconds, `date` one whose values all threads share. Returns undefined
   * where a thread cannot send a port to another.
   */
  static create(defer: Defer, now: () => number, date: () => number): ThreadDirectory | undefined {
    const threads = nodeWorkerThreads()
    return typeof threads?.postMessageToThread === 'function' ? new ThreadDirectory(threads, defer, now, date) : undefined
  }

  /** True if other threads may have a directory. */
  get hasPeers(): boolean {
    return this.#hasPeers
  }

  /**
   * Registers `name`. `onConn` is called with a connection for each lookup by another thread, and starts it at once. `onRefused` is
   * called if another thread has registered the name before; the registration is removed then.
   */
  register(name: string, onConn: OnConn, onRefused: () => void): void {
    this.#open()
    this.#registrations.set(name, { since: this.#date(), onConn, onRefused })
    if (this.#hasPeers) this.#post('registered', name)
  }

  /** Removes the registration of `name`. Connections that were made live on. */
  unregister(name: string): void {
    this.#registrations.delete(name)
  }

  /**
   * Looks up `name` in the other threads. `onConn` is called once, with a connection to a thread that has the name, whenever one
   * registers it. Returns a function that cancels the lookup.
   */
  lookup(name: string, onConn: OnConn): () => void {
    this.#open()
    const lookups = this.#lookups.get(name) ?? new Set()
    this.#lookups.set(name, lookups.add(onConn))
    if (this.#hasPeers) this.#post('lookup', name)
    return () => {
      lookups.delete(onConn)
      if (lookups.size === 0 && this.#lookups.get(name) === lookups) this.#lookups.delete(name)
    }
  }

  #open(): void {
    if (this.#channel !== undefined) return
    const channel = (this.#channel = new this.#threads.BroadcastChannel(CHANNEL))
    channel.onmessage = (event) => this.#receive((event as { data: Announcement }).data)
    channel.unref()
    process.on('workerMessage', (value: unknown) => {
      if ((value as Partial<Join> | null)?.channel === CHANNEL) this.#receiveJoin(value as Join)
    })
    this.#post('hello')
  }

  #receive(announcement: Announcement): void {
    const { type, thread, name } = announcement
    const isFirst = !this.#hasPeers
    this.#hasPeers = true
    switch (type) {
      case 'hello':
        this.#post('present')
        return this.#postLookups()
      case 'present':
        return isFirst ? this.#postAll() : undefined
      case 'lookup':
        if (this.#registrations.has(name)) this.#post('registered', name)
        return
      case 'registered': {
        this.#resolveConflict(announcement)
        const lookups = this.#lookups.get(name)
        this.#lookups.delete(name)
        for (const onConn of lookups ?? []) onConn(this.#join(name, thread))
      }
    }
  }

  /** If this thread has the name too, the earlier registration wins; of two at one moment, that of the lower thread id. */
  #resolveConflict({ name, since, thread }: Announcement): void {
    const own = this.#registrations.get(name)
    if (own === undefined) return
    if (since > own.since || (since === own.since && thread > this.#threads.threadId)) return this.#post('registered', name)
    this.#registrations.delete(name)
    own.onRefused()
  }

  /** Returns this end of a connection, and sends the other end to `thread`. If it has the name no more, the connection ends. */
  #join(name: string, thread: number): Conn {
    const { port1, port2 } = new this.#threads.MessageChannel()
    const [there, back] = [makeRing(), makeRing()]
    const join: Join = { channel: CHANNEL, name, port: port2, incoming: there, outgoing: back }
    this.#threads.postMessageToThread(thread, join, [port2]).catch(() => port1.close())
    return new ThreadConn({ port: port1, incoming: back, outgoing: there }, `inproc://${name}`, this.#defer, this.#spinState)
  }

  // `postMessageToThread` of Deno (2.9) delivers a port with the interface of browsers. A port that arrives through another port has
  // the interface of Node, so the directory posts it to itself.
  #receiveJoin(join: Join): void {
    if (typeof join.port.on === 'function') return this.#accept(join)
    const { port1, port2 } = new this.#threads.MessageChannel()
    port1.once('message', (converted: Join) => {
      port1.close()
      this.#accept(converted)
    })
    port2.postMessage(join, [join.port])
  }

  #accept({ name, port, incoming, outgoing }: Join): void {
    const registration = this.#registrations.get(name)
    if (registration === undefined) return port.close()
    registration.onConn(new ThreadConn({ port, incoming, outgoing }, `inproc://${name}`, this.#defer, this.#spinState))
  }

  #postLookups(): void {
    for (const name of this.#lookups.keys()) this.#post('lookup', name)
  }

  /** For a directory that was open before this one: it missed what this one announced. A directory that opens later asks by itself. */
  #postAll(): void {
    this.#postLookups()
    for (const name of this.#registrations.keys()) this.#post('registered', name)
  }

  #post(type: Announcement['type'], name = ''): void {
    const since = this.#registrations.get(name)?.since ?? 0
    this.#channel?.postMessage({ type, thread: this.#threads.threadId, name, since } satisfies Announcement)
  }
}
