/** The Socket of version 5: an EventEmitter over a socket of version 6. */
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

/** Called when an operation is done, with the error if it failed. */
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

/** Defers calls of listeners, so that an error that one throws does not count as a failure of the socket. */
const { runtime } = engine

const NEVER_RECEIVE: readonly SocketType[] = ['push', 'pub']
const NEVER_SEND: readonly SocketType[] = ['pull', 'sub']

interface Outgoing {
  readonly frames: MessageLike[]
  readonly callback: Callback | undefined
}

/** A socket of version 5. Emits `message` for each received message, and queues messages to send. While paused it does neither. */
export class Socket extends EventEmitter {
  /** Options by their short names. Programs may add properties. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as the declarations of version 5 have it
  [key: string]: any
  /** The name of the socket type, as given to the constructor. */
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

  /** Throws an Error for an unknown type. */
  constructor(type: SocketType) {
    super()
    const socketClass = Object.hasOwn(CLASSES, type) ? CLASSES[type] : undefined
    if (socketClass === undefined) throw new Error(`Invalid socket type: ${type}`)
    this.type = type
    this.#socket = new socketClass()
    void this.#receiveAll()
  }

  /** True after `close()`. */
  get closed(): boolean {
    return this.#socket.closed
  }

  // ---- endpoints

  /** Emits `bind` and calls `callback` once bound. Without a `callback` a failure is emitted as `error`. */
  bind(address: string, callback?: Callback): this {
    this.#settle(() => this.#socket.bind(address), 'bind', address, callback)
    return this
  }

  /** Binds without waiting. Throws what is known at once. */
  bindSync(address: string): void {
    this.#socket.bindSync(address)
  }

  /** Emits `unbind` and calls `callback` once unbound. Without a `callback` a failure is emitted as `error`. */
  unbind(address: string, callback?: Callback): this {
    this.#settle(() => this.#socket.unbind(address), 'unbind', address, callback)
    return this
  }

  /** Unbinds without waiting. */
  unbindSync(address: string): void {
    this.#socket.unbindSync(address)
  }

  /** Connects to `address`, as soon as it can be reached. Throws for an invalid address. */
  connect(address: string): this {
    this.#socket.connect(address)
    return this
  }

  /** Undoes one `connect` to `address`. */
  disconnect(address: string): this {
    this.#socket.disconnect(address)
    return this
  }

  /** Closes the socket. */
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

  /** Always throws an Error: messages are received with `on('message')`. */
  read(): never {
    throw new Error("read() has been removed from compatibility mode; use on('message', ...) instead.")
  }

  /** Stops emitting and sending messages until `resume()`. */
  pause(): void {
    this.#paused = true
  }

  /** Emits and sends messages again after `pause()`, those of the meantime first. */
  resume(): void {
    this.#paused = false
    for (const message of this.#held.splice(0)) this.#deliver(message)
    void this.#receiveAll()
    void this.#sendAll()
  }

  /** Subscribes a SUB to messages that begin with `topic`. Throws an Error for another type. */
  subscribe(topic: string | Buffer): this {
    this.#subscriber().subscribe(topic)
    return this
  }

  /** Undoes one `subscribe` to `topic`. Throws an Error for another type than SUB. */
  unsubscribe(topic: string | Buffer): this {
    this.#subscriber().unsubscribe(topic)
    return this
  }

  // ---- options and events

  /** Sets an option by its number or short name. Throws an Error for an unknown one. */
  setsockopt(option: number | ShortOption, value: unknown): this {
    writeV5Option(this.#socket, optionNumber(option), value)
    return this
  }

  /** Reads an option by its number or short name. Throws an Error for an unknown one. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kind of value depends on the option
  getsockopt(option: number | ShortOption): any {
    return readV5Option(this.#socket, optionNumber(option))
  }

  /** Emits the events of connections: `connect`, `listen`, `accept`, `disconnect` and so on. The arguments are ignored. */
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

  /** Stops emitting the events of connections. */
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
        // A failure without waiting, as with a timeout of 0, must not block the event loop.
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
      // Version 5 converts text to bytes, whatever the option.
      this.setsockopt(name, typeof value === 'string' ? Buffer.from(value) : value)
    },
  })
}

/** Creates a socket and sets `options`, by their short names. Throws an Error for an unknown type. */
export function createSocket(type: SocketType, options: Record<string, unknown> = {}): Socket {
  return Object.assign(new Socket(type), options)
}
