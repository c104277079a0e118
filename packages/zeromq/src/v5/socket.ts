/**
 * The Socket of version 5: an EventEmitter that receives by itself and queues what it sends. It stands on a socket of version 6; a
 * paused one neither sends nor receives.
 */
import { EventEmitter } from 'node:events'
import { context as engine } from '@tszmq/sockets/internal'
import type { Readable, Writable } from '../direction.ts'
import type { MessageLike } from '../frames.ts'
import type { Socket as Socket6 } from '../socket.ts'
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../socket-classes.ts'
import { ZMQ_SNDMORE } from './constants.ts'
import { monitorEvents } from './monitor.ts'
import { readV5Option, writeV5Option } from './option.ts'
import type { ShortOption } from './short-option.ts'
import { optionNumber, SHORT_OPTIONS } from './short-option.ts'

/** The names of all socket types; `xreq` is `dealer`, and `xrep` is `router`. */
export type SocketType =
  'pair' | 'req' | 'rep' | 'pub' | 'sub' | 'dealer' | 'xreq' | 'router' | 'xrep' | 'pull' | 'push' | 'xpub' | 'xsub' | 'stream'

export type Callback = (error?: Error) => void

const CLASSES: Readonly<Record<SocketType, new () => Socket6>> = {
  pair: Pair,
  req: Request,
  rep: Reply,
  pub: Publisher,
  sub: Subscriber,
  dealer: Dealer,
  xreq: Dealer,
  router: Router,
  xrep: Router,
  pull: Pull,
  push: Push,
  xpub: XPublisher,
  xsub: XSubscriber,
  stream: Stream,
}

/** Steps of their own: what a listener throws is the program's, and no failure of the socket. */
const { runtime } = engine

const NEVER_RECEIVE: readonly SocketType[] = ['push', 'pub']
const NEVER_SEND: readonly SocketType[] = ['pull', 'sub']

interface Outgoing {
  readonly frames: MessageLike[]
  readonly callback: Callback | undefined
}

export class Socket extends EventEmitter {
  /** Options by their short names, and whatever a program of version 5 keeps on its sockets. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as the declarations of version 5 have it
  [key: string]: any
  readonly type: SocketType
  readonly #socket: Socket6
  readonly #queue: Outgoing[] = []
  /** Received while the socket was paused. */
  readonly #held: Buffer[][] = []
  /** Frames that were sent with ZMQ_SNDMORE. */
  #parts: MessageLike[] = []
  #paused = false
  #sending = false
  #receiving = false

  constructor(type: SocketType) {
    super()
    const socketClass = Object.hasOwn(CLASSES, type) ? CLASSES[type] : undefined
    if (socketClass === undefined) throw new Error(`Invalid socket type: ${type}`)
    this.type = type
    this.#socket = new socketClass()
    void this.#receiveAll()
  }

  get closed(): boolean {
    return this.#socket.closed
  }

  // ---- endpoints

  /** Emits `bind` and calls `callback` once bound. Without a `callback` a failure is emitted as `error`. */
  bind(address: string, callback?: Callback): this {
    this.#settle(() => this.#socket.bind(address), 'bind', address, callback)
    return this
  }

  bindSync(address: string): void {
    this.#socket.bindSync(address)
  }

  /** Emits `unbind` and calls `callback` once unbound. Without a `callback` a failure is emitted as `error`. */
  unbind(address: string, callback?: Callback): this {
    this.#settle(() => this.#socket.unbind(address), 'unbind', address, callback)
    return this
  }

  unbindSync(address: string): void {
    this.#socket.unbindSync(address)
  }

  connect(address: string): this {
    this.#socket.connect(address)
    return this
  }

  disconnect(address: string): this {
    this.#socket.disconnect(address)
    return this
  }

  close(): this {
    this.#socket.close()
    return this
  }

  // ---- messages

  /**
   * Queues a message, without a limit. With ZMQ_SNDMORE its frames are kept for the next call. `callback` is called once it is sent;
   * without one a failure is emitted as `error`.
   */
  send(message: MessageLike | MessageLike[], flags: number | null = 0, callback?: Callback): this {
    const parts = this.#parts.concat(message)
    const more = (Number(flags) & ZMQ_SNDMORE) !== 0
    this.#parts = more ? parts : []
    if (more) return this
    this.#queue.push({ frames: parts, callback })
    void this.#sendAll()
    return this
  }

  /** Throws: messages come by `on('message')`. */
  read(): never {
    throw new Error("read() has been removed from compatibility mode; use on('message', ...) instead.")
  }

  /** Emits no message, and sends none, until `resume()`. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const message of this.#held.splice(0)) this.#deliver(message)
    void this.#receiveAll()
    void this.#sendAll()
  }

  subscribe(topic: string | Buffer): this {
    this.#subscriber().subscribe(topic)
    return this
  }

  unsubscribe(topic: string | Buffer): this {
    this.#subscriber().unsubscribe(topic)
    return this
  }

  // ---- options and events

  setsockopt(option: number | ShortOption, value: unknown): this {
    writeV5Option(this.#socket, optionNumber(option), value)
    return this
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kind of value depends on the option
  getsockopt(option: number | ShortOption): any {
    return readV5Option(this.#socket, optionNumber(option))
  }

  /** Emits what happens to connections: `connect`, `listen`, `accept`, `disconnect` and so on. The arguments are ignored. */
  monitor(interval?: number, count?: number): this {
    if (interval || count) {
      process.emitWarning('Arguments to monitor() are ignored in compatibility mode; all events are read automatically')
    }
    void monitorEvents(this.#socket.events, {
      event: (name, value, endpoint, error) => void this.emit(name, value, endpoint, error),
      failed: (error) => void this.emit('error', error),
    })
    return this
  }

  unmonitor(): this {
    this.#socket.events.close()
    return this
  }

  // ---- inside

  /** Sends what is queued, one message after the other. */
  async #sendAll(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    while (!this.#paused && !this.#socket.closed) {
      const next = this.#queue.shift()
      if (next === undefined) break
      await this.#send(next)
    }
    this.#sending = false
  }

  async #send({ frames, callback }: Outgoing): Promise<void> {
    let failure: Error | undefined
    try {
      if (NEVER_SEND.includes(this.type)) throw new Error('Cannot send on this socket type.')
      await (this.#socket as unknown as Writable).send(frames)
    } catch (error) {
      failure = error as Error
    }
    if (callback === undefined && failure === undefined) return
    runtime.defer(() => {
      if (callback === undefined) this.emit('error', failure)
      else if (failure === undefined) callback()
      else callback(failure)
    })
  }

  /** Receives until the socket is closed or paused. */
  async #receiveAll(): Promise<void> {
    if (this.#receiving || NEVER_RECEIVE.includes(this.type)) return
    this.#receiving = true
    while (!this.#paused && !this.#socket.closed) {
      try {
        const message = await (this.#socket as unknown as Readable).receive()
        if (this.#paused) this.#held.push(message)
        else this.#deliver(message)
      } catch (error) {
        if (this.#socket.closed) break
        runtime.defer(() => this.emit('error', error))
        // A failure that comes at once, as with a timeout of 0, must not keep others from their turn.
        await new Promise<void>((resolve) => runtime.yield(resolve))
      }
    }
    this.#receiving = false
  }

  #deliver(message: Buffer[]): void {
    runtime.defer(() => this.emit('message', ...message))
  }

  #settle(action: () => Promise<void>, event: string, address: string, callback: Callback | undefined): void {
    action().then(
      () => {
        runtime.defer(() => {
          this.emit(event, address)
          callback?.()
        })
      },
      (error: unknown) => {
        runtime.defer(() => {
          if (callback === undefined) this.emit('error', error)
          else callback(error as Error)
        })
      },
    )
  }

  #subscriber(): Subscriber {
    if (this.#socket instanceof Subscriber) return this.#socket
    throw new Error('Subscriber socket required')
  }
}

for (const name of Object.keys(SHORT_OPTIONS) as ShortOption[]) {
  Object.defineProperty(Socket.prototype, name, {
    get(this: Socket) {
      return this.getsockopt(name) as unknown
    },
    set(this: Socket, value: unknown) {
      // Version 5 takes text for bytes, whatever the option.
      this.setsockopt(name, typeof value === 'string' ? Buffer.from(value) : value)
    },
  })
}

/** Makes a socket and sets `options`, by their short names. */
export function createSocket(type: SocketType, options: Record<string, unknown> = {}): Socket {
  return Object.assign(new Socket(type), options)
}
