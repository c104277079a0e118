/**
 * A proxy (zmq_proxy): forwards whole messages between two sockets, both ways. It takes from one side only what the other can
 * take; by itself it changes nothing, and loses nothing of what it took.
 */
import type { Bytes } from '@tszmq/zmtp-codec'
import { checkFunction, checkObject, kindOf } from './options/argument.ts'
import type { Count, DirectionHook, ProxyEnd } from './socket/proxy-direction.ts'
import { ProxyDirection } from './socket/proxy-direction.ts'
import type { Socket } from './socket/socket.ts'
import { ZmqError } from './events/zmq-error.ts'

/** Messages and bytes (of frames, without framing) since `run()`, at one end of a proxy. */
export interface ProxyEndStatistics {
  readonly received: Readonly<Count>
  readonly sent: Readonly<Count>
}

export interface ProxyStatistics {
  readonly frontEnd: ProxyEndStatistics
  readonly backEnd: ProxyEndStatistics
}

/** Where a message comes from. */
export type ProxySide = 'frontEnd' | 'backEnd'

/**
 * Sees each message once, in order, with its envelope, subscriptions included, and returns what goes on in its place: the same frames,
 * others, or undefined for none. Frames may have other owners too: make new ones instead of writing into them. What it throws ends the
 * proxy.
 */
export type ProxyHook = (message: Bytes[], from: ProxySide) => Bytes[] | undefined

export interface ProxyOptions {
  readonly hook?: ProxyHook
}

const NONE: Readonly<Count> = { messages: 0, bytes: 0 }

/**
 * Joins `frontEnd` and `backEnd`, which may be one and the same socket. Usual pairs are ROUTER and DEALER (a queue), XSUB and
 * XPUB (a forwarder; subscriptions travel back), PULL and PUSH (a streamer). Nothing else may use the sockets meanwhile.
 *
 * `capture` (PUB, PUSH, DEALER or PAIR) gets a copy of every message that goes on, once. Traffic comes first: a message that
 * `capture` cannot take at once is dropped for it and counted in `capture.drops`, where libzmq would stop the proxy.
 *
 * ```ts
 * const proxy = new Proxy(new Router(), new Dealer())
 * await proxy.frontEnd.bind('tcp://127.0.0.1:5555')
 * await proxy.backEnd.bind('tcp://127.0.0.1:5556')
 * await proxy.run()
 * ```
 */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket, C extends Socket = Socket> {
  readonly frontEnd: F
  readonly backEnd: B
  readonly #hook: ProxyHook | undefined
  readonly #pump = (): void => this.#forward()
  readonly #wake = (): void => this.#schedule()
  #state: 'active' | 'paused' | 'terminated' = 'active'
  #capture: C | undefined
  /** Front end and back end, which may be one. */
  #joined: ProxyEnd[] = []
  #tap: ProxyEnd | undefined = undefined
  #ends: ProxyEnd[] = []
  #downstream: ProxyDirection | undefined = undefined
  #upstream: ProxyDirection | undefined = undefined
  #finish: ((error?: Error) => void) | undefined = undefined
  #scheduled = false

  /** Throws TypeError if one of them is not a socket. */
  constructor(frontEnd: F, backEnd: B, capture?: C, options: ProxyOptions = {}) {
    checkSocket('frontEnd', frontEnd)
    checkSocket('backEnd', backEnd)
    if (capture !== undefined && capture !== null) checkSocket('capture', capture)
    this.frontEnd = frontEnd
    this.backEnd = backEnd
    this.#capture = capture ?? undefined
    checkObject('options', options)
    if (options.hook !== undefined) checkFunction('hook', options.hook)
    this.#hook = options.hook
  }

  get capture(): C | undefined {
    return this.#capture
  }

  /** May be set at any time. The one of before is left alone from then on, and is not closed at the end. */
  set capture(capture: C | undefined) {
    if (capture !== undefined && capture !== null) checkSocket('capture', capture)
    this.#capture = capture ?? undefined
    if (this.#finish !== undefined) this.#listenIn()
  }

  /**
   * Forwards until `terminate()`, then closes all sockets and resolves. Rejects with EBADF when one of them is closed
   * meanwhile, EINVAL when one was never bound or connected, EBUSY when it runs already; the sockets are closed then too,
   * except for EINVAL and EBUSY.
   */
  run(): Promise<void> {
    if (this.#finish !== undefined) return Promise.reject(new ZmqError('EBUSY', 'the proxy runs already'))
    const useless = this.#useless()
    if (useless !== undefined) {
      return Promise.reject(new ZmqError('EINVAL', `${useless} socket must be bound or connected`))
    }
    return new Promise((resolve, reject) => {
      const release = this.frontEnd.context.runtime.hold()
      this.#finish = (error) => {
        this.#finish = undefined
        release()
        for (const { traffic } of this.#ends) traffic.stop()
        for (const { socket } of this.#ends) socket.close()
        if (error === undefined) resolve()
        else reject(error)
      }
      this.#attach()
      if (this.#state === 'terminated') this.#finish()
      else this.#schedule()
    })
  }

  /** Forwards nothing until `resume()`; peers feel it as back-pressure. */
  pause(): void {
    if (this.#state === 'active') this.#state = 'paused'
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'active'
    this.#schedule()
  }

  /**
   * Ends `run()`, at once even under traffic. What was forwarded may still take the `linger`. Throws EBADF before `run()`, as zeromq.js
   * does; does nothing when the proxy has ended.
   */
  terminate(): void {
    if (this.#downstream === undefined) throw new ZmqError('EBADF', 'the proxy cannot be terminated before run()')
    this.end()
  }

  /** @internal As `terminate()`, for steering, which may be told so before `run()`: that then ends as soon as it begins. */
  end(): void {
    this.#state = 'terminated'
    this.#finish?.()
  }

  /** Totals since `run()`; answers in every state. */
  statistics(): ProxyStatistics {
    const { received, sent } = this.#downstream ?? { received: NONE, sent: NONE }
    const back = this.#upstream ?? { received: NONE, sent: NONE }
    return {
      frontEnd: { received: { ...received }, sent: { ...back.sent } },
      backEnd: { received: { ...back.received }, sent: { ...sent } },
    }
  }

  #useless(): string | undefined {
    const ends: [string, Socket | undefined][] = [
      ['Front-end', this.frontEnd],
      ['Back-end', this.backEnd],
      ['Capture', this.capture],
    ]
    return ends.find(([, socket]) => socket !== undefined && (socket.closed || socket.lastEndpoint === null))?.[0]
  }

  #attach(): void {
    const front = this.#end(this.frontEnd)
    const back = (this.frontEnd as Socket) === this.backEnd ? front : this.#end(this.backEnd)
    this.#joined = front === back ? [front] : [front, back]
    this.#downstream = new ProxyDirection(front, back, this.#hookOf('frontEnd'))
    this.#upstream = front === back ? undefined : new ProxyDirection(back, front, this.#hookOf('backEnd'))
    this.#listenIn()
  }

  #end(socket: Socket): ProxyEnd {
    return { socket, traffic: socket.watch(this.#wake) }
  }

  #hookOf(from: ProxySide): DirectionHook | undefined {
    const hook = this.#hook
    return hook === undefined ? undefined : (message) => hook(message as Bytes[], from)
  }

  /** What goes on from now on is copied to the capture of now. */
  #listenIn(): void {
    this.#tap?.traffic.stop()
    this.#tap = this.#capture === undefined ? undefined : this.#end(this.#capture)
    this.#ends = this.#tap === undefined ? this.#joined : [...this.#joined, this.#tap]
    for (const direction of [this.#downstream, this.#upstream]) if (direction !== undefined) direction.capture = this.#tap
  }

  /** Something changed at one of the sockets: look once, when all that happens now has happened. */
  #schedule(): void {
    if (this.#scheduled || this.#finish === undefined) return
    this.#scheduled = true
    this.frontEnd.context.runtime.defer(this.#pump)
  }

  #forward(): void {
    this.#scheduled = false
    if (this.#finish === undefined) return
    try {
      const closed = this.#ends.find(({ socket }) => socket.closed)
      if (closed !== undefined) throw new ZmqError('EBADF', 'a socket of the proxy was closed while it ran')
      if (this.#state !== 'active') return
      const more = (this.#downstream as ProxyDirection).forward()
      if (!(this.#upstream?.forward() ?? false) && !more) return
    } catch (error) {
      // A hook may have ended it already.
      return this.#finish?.(error as Error)
    }
    // A burst is over, traffic is not: everybody else has a turn of the event loop before the next one.
    this.#scheduled = true
    this.frontEnd.context.runtime.yield(this.#pump)
  }
}

function checkSocket(name: string, socket: unknown): void {
  // Two copies of this library may be loaded: a socket of either has these.
  if (typeof (socket as Partial<Socket> | null | undefined)?.watch === 'function' && 'lastEndpoint' in (socket as object)) return
  throw new TypeError(`${name} must be a socket, not ${kindOf(socket)}`)
}
