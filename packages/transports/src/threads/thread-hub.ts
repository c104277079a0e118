/**
 * Where the threads of a process find each other by name: who offers a name, who seeks one. It opens a channel when the first of them
 * does, keeps no thread alive, and finds nobody where threads cannot send each other ports. A name that another thread offered before
 * is refused, a moment later.
 */
import type * as WorkerThreads from 'node:worker_threads'
import type { BroadcastChannel, MessagePort } from 'node:worker_threads'
import { makeRing } from './byte-ring.ts'
import type { Conn } from '../conn.ts'
import { nodeWorkerThreads } from '../node/node-modules.ts'
import { ThreadConn } from './thread-conn.ts'
import type { Later } from './thread-conn.ts'
import { Watch } from './vigil.ts'

/** Of this library and this form of it, in a process where others talk too. */
const CHANNEL = 'tszmq.threads.1'

/** What all hear. `hello` and `here`: there is another. `seek`: who has this name? `offer`: I have. */
interface Word {
  readonly word: 'hello' | 'here' | 'seek' | 'offer'
  readonly thread: number
  readonly name: string
  /** Of an offer: when it was made first, in milliseconds since 1970. */
  readonly since: number
}

interface Offer {
  readonly since: number
  readonly met: Met
  readonly refused: () => void
}

/** What one is sent: its end of a connection to a name that it offers. */
interface Join {
  readonly channel: typeof CHANNEL
  readonly name: string
  readonly port: MessagePort
  readonly incoming: SharedArrayBuffer
  readonly outgoing: SharedArrayBuffer
}

export type Met = (conn: Conn) => void

export class ThreadHub {
  readonly #threads: typeof WorkerThreads
  readonly #later: Later
  readonly #watch: Watch
  readonly #date: () => number
  readonly #offers = new Map<string, Offer>()
  readonly #seeks = new Map<string, Set<Met>>()
  #channel: BroadcastChannel | undefined = undefined
  #company: boolean

  private constructor(threads: typeof WorkerThreads, later: Later, now: () => number, date: () => number) {
    this.#threads = threads
    this.#later = later
    this.#watch = new Watch(now)
    this.#date = date
    // A worker has at least the thread that started it; whether that listens it finds out by asking.
    this.#company = !threads.isMainThread
  }

  /** `now` is a clock in milliseconds, `date` one that all threads have. Undefined where a thread cannot send a port to another. */
  static create(later: Later, now: () => number, date: () => number): ThreadHub | undefined {
    const threads = nodeWorkerThreads()
    return typeof threads?.postMessageToThread === 'function' ? new ThreadHub(threads, later, now, date) : undefined
  }

  /** Whether there may be other threads to ask. */
  get company(): boolean {
    return this.#company
  }

  /**
   * From now on `met` gets a connection of each thread that seeks `name`, to be started at once. `refused` is called if another thread
   * turns out to have offered it before: then it is offered no more.
   */
  offer(name: string, met: Met, refused: () => void): void {
    this.#open()
    this.#offers.set(name, { since: this.#date(), met, refused })
    if (this.#company) this.#post('offer', name)
  }

  withdraw(name: string): void {
    this.#offers.delete(name)
  }

  /** `met` gets a connection to some other thread that offers `name`, once, whenever that is. Returns how to give that up. */
  seek(name: string, met: Met): () => void {
    this.#open()
    const seeks = this.#seeks.get(name) ?? new Set()
    this.#seeks.set(name, seeks.add(met))
    if (this.#company) this.#post('seek', name)
    return () => {
      seeks.delete(met)
      if (seeks.size === 0 && this.#seeks.get(name) === seeks) this.#seeks.delete(name)
    }
  }

  #open(): void {
    if (this.#channel !== undefined) return
    const channel = (this.#channel = new this.#threads.BroadcastChannel(CHANNEL))
    channel.onmessage = (event) => this.#heard((event as { data: Word }).data)
    channel.unref()
    process.on('workerMessage', (value: unknown) => {
      if ((value as Partial<Join> | null)?.channel === CHANNEL) this.#came(value as Join)
    })
    this.#post('hello')
  }

  #heard(heard: Word): void {
    const { word, thread, name } = heard
    const news = !this.#company
    this.#company = true
    switch (word) {
      case 'hello':
        this.#post('here')
        return this.#seekAll()
      case 'here':
        return news ? this.#sayAll() : undefined
      case 'seek':
        if (this.#offers.has(name)) this.#post('offer', name)
        return
      case 'offer': {
        this.#dispute(heard)
        const seeks = this.#seeks.get(name)
        this.#seeks.delete(name)
        for (const met of seeks ?? []) met(this.#join(name, thread))
      }
    }
  }

  /** Another thread offers a name. If this one does, too, it is that of the first; of two at once, of the elder thread. */
  #dispute({ name, since, thread }: Word): void {
    const offer = this.#offers.get(name)
    if (offer === undefined) return
    if (since > offer.since || (since === offer.since && thread > this.#threads.threadId)) return this.#post('offer', name)
    this.#offers.delete(name)
    offer.refused()
  }

  /** Our end; the other is sent to the thread that offers the name. If it does not any more, the connection just ends. */
  #join(name: string, thread: number): Conn {
    const { port1, port2 } = new this.#threads.MessageChannel()
    const [there, back] = [makeRing(), makeRing()]
    const join: Join = { channel: CHANNEL, name, port: port2, incoming: there, outgoing: back }
    this.#threads.postMessageToThread(thread, join, [port2]).catch(() => port1.close())
    return new ThreadConn({ port: port1, incoming: back, outgoing: there }, `inproc://${name}`, this.#later, this.#watch)
  }

  /** Deno's `postMessageToThread` (2.9) brings a port as browsers have it. What comes by a port it makes one of Node. */
  #came(join: Join): void {
    if (typeof join.port.on === 'function') return this.#joined(join)
    const { port1, port2 } = new this.#threads.MessageChannel()
    port1.once('message', (whole: Join) => {
      port1.close()
      this.#joined(whole)
    })
    port2.postMessage(join, [join.port])
  }

  #joined({ name, port, incoming, outgoing }: Join): void {
    const offer = this.#offers.get(name)
    if (offer === undefined) return port.close()
    offer.met(new ThreadConn({ port, incoming, outgoing }, `inproc://${name}`, this.#later, this.#watch))
  }

  #seekAll(): void {
    for (const name of this.#seeks.keys()) this.#post('seek', name)
  }

  /** Another was there before, who has heard nothing of this yet. Who comes later says by itself what it offers. */
  #sayAll(): void {
    this.#seekAll()
    for (const name of this.#offers.keys()) this.#post('offer', name)
  }

  #post(word: Word['word'], name = ''): void {
    const since = this.#offers.get(name)?.since ?? 0
    this.#channel?.postMessage({ word, thread: this.#threads.threadId, name, since } satisfies Word)
  }
}
