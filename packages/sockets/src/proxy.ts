/** A proxy (zmq_proxy): forwards whole messages between two sockets, both ways. */
import type { Bytes } from '@tszmq/zmtp-codec'
import { checkFunction, checkObject, kindOf } from './options/argument.ts'
import type { Count, DirectionHook, ProxyEnd } from './socket/proxy-direction.ts'
import { ProxyDirection } from './socket/proxy-direction.ts'
import type { Socket } from './socket/socket.ts'
import { ZmqError } from './events/zmq-error.ts'

/** Messages and bytes at one end of a proxy since `run()`. Bytes are those of frames, without framing. */
export interface ProxyEndStatistics {
  /** What the proxy received from this socket. */
  readonly received: Readonly<Count>
  /** What the proxy sent to this socket. */
  readonly sent: Readonly<Count>
}

/** Messages and bytes at both ends of a proxy since `run()`. */
export interface ProxyStatistics {
  /** At the front end. */
  readonly frontEnd: ProxyEndStatistics
  /** At the back end. */
  readonly backEnd: ProxyEndStatistics
}

/** The socket that a message was received from. */
export type ProxySide = 'frontEnd' | 'backEnd'

/**
 * Called for each message, in order, with its envelope; subscriptions are messages too. Returns the message to forward: the same frames,
 * other frames, or undefined to drop the message. The frames may be shared: return new ones instead of changing them. An error that it
 * throws ends the proxy.
 */
export type ProxyHook = (message: Bytes[], from: ProxySide) => Bytes[] | undefined

/** Options of a proxy. */
export interface ProxyOptions {
  /** Inspects, changes or drops each message. Default: none. */
  readonly hook?: ProxyHook
}

const NONE: Readonly<Count> = { messages: 0, bytes: 0 }

/**
 * Forwards whole messages between `frontEnd` and `backEnd`, both ways; they may be the same socket. It receives a message only if the
 * other side can send it, and loses none that it has received. Usual pairs are ROUTER and DEALER (a queue), XSUB and XPUB (a forwarder;
 * subscriptions travel back), and PULL and PUSH (a streamer). Nothing else may use the sockets while it runs.
 *
 * `capture` (PUB, PUSH, DEALER or PAIR) gets a copy of each forwarded message. If it cannot send a copy at once, the copy is dropped and
 * counted in `capture.drops`; libzmq would stop the proxy.
 *
 * ```ts
 * const proxy = new Proxy(new Router(), new Dealer())
 * await proxy.frontEnd.bind('tcp://127.0.0.1:5555')
 * await proxy.backEnd.bind('tcp://127.0.0.1:5556')
 * await proxy.run()
 * ```
 */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket, C extends Socket = Socket> {
  /** The front-end socket. */
  readonly frontEnd: F
  /** The back-end socket. */
  readonly backEnd: B
  readonly #hook: ProxyHook | undefined
  readonly #pump = (): void => this.#forward()
  readonly #wake = (): void => this.#schedule()
  #state: 'active' | 'paused' | 'terminated' = 'active'
  #capture: C | undefined
  /** Front end and back end; one item if they are the same socket. */
  #joined: ProxyEnd[] = []
  #captureEnd: ProxyEnd | undefined = undefined
  /** `#joined`, and the capture if there is one. */
  #ends: ProxyEnd[] = []
  #downstream: ProxyDirection | undefined = undefined
  #upstream: ProxyDirection | undefined = undefined
  #finish: ((error?: Error) => void) | undefined = undefined
  #scheduled = false

  /** Throws TypeError if an argument is not a socket, or `options.hook` not a function. */
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

  /** The capture socket. May be set at any time and takes effect at once. The proxy no longer uses the previous one and does not close it. */
  get capture(): C | undefined {
    return this.#capture
  }

  set capture(capture: C | undefined) {
    if (capture !== undefined && capture !== null) checkSocket('capture', capture)
    this.#capture = capture ?? undefined
    if (this.#finish !== undefined) this.#attachCapture()
  }

  /**
   * Forwards until `terminate()`, then closes all sockets and resolves. Rejects with EBADF if one of them is closed while it runs, and with
   * what a hook throws; the sockets are closed then too. Rejects with EINVAL if a socket was never bound or connected, and with EBUSY if
   * the proxy runs already; the sockets stay open then.
   */
  run(): Promise<void> {
    if (this.#finish !== undefined) return Promise.reject(new ZmqError('EBUSY', 'the proxy runs already'))
    const unattached = this.#unattached()
    if (unattached !== undefined) {
      return Promise.reject(new ZmqError('EINVAL', `${unattached} socket must be bound or connected`))
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

  /** Stops forwarding until `resume()`. Messages queue up, and peers see back-pressure. */
  pause(): void {
    if (this.#state === 'active') this.#state = 'paused'
  }

  /** Forwards again after `pause()`. Does nothing if the proxy is not paused. */
  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'active'
    this.#schedule()
  }

  /**
   * Ends `run()` at once and closes the sockets, whose queued messages are still sent for at most `linger`. Throws EBADF before `run()`, as
   * zeromq.js does. Does nothing if the proxy has ended.
   */
  terminate(): void {
    if (this.#downstream === undefined) throw new ZmqError('EBADF', 'the proxy cannot be terminated before run()')
    this.end()
  }

  /** @internal As `terminate()`, for steering; may be called before `run()`, which then ends as soon as it begins. */
  end(): void {
    this.#state = 'terminated'
    this.#finish?.()
  }

  /** Returns the totals since `run()`. May be called in every state. */
  statistics(): ProxyStatistics {
    const { received, sent } = this.#downstream ?? { received: NONE, sent: NONE }
    const back = this.#upstream ?? { received: NONE, sent: NONE }
    return {
      frontEnd: { received: { ...received }, sent: { ...back.sent } },
      backEnd: { received: { ...back.received }, sent: { ...sent } },
    }
  }

  /** The name of a socket that is closed, or was never bound or connected. */
  #unattached(): string | undefined {
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
    this.#attachCapture()
  }

  #end(socket: Socket): ProxyEnd {
    return { socket, traffic: socket.watch(this.#wake) }
  }

  #hookOf(from: ProxySide): DirectionHook | undefined {
    const hook = this.#hook
    return hook === undefined ? undefined : (message) => hook(message as Bytes[], from)
  }

  /** Messages that are forwarded from now on are copied to the present capture socket. */
  #attachCapture(): void {
    this.#captureEnd?.traffic.stop()
    const end = (this.#captureEnd = this.#capture === undefined ? undefined : this.#end(this.#capture))
    this.#ends = end === undefined ? this.#joined : [...this.#joined, end]
    for (const direction of [this.#downstream, this.#upstream]) if (direction !== undefined) direction.capture = end
  }

  /** Forwards once, when the running code is done, however many changes there are until then. */
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
      // A hook may have ended the proxy already.
      return this.#finish?.(error as Error)
    }
    // There is more to forward: other code has a turn of the event loop before the next burst.
    this.#scheduled = true
    this.frontEnd.context.runtime.yield(this.#pump)
  }
}

function checkSocket(name: string, socket: unknown): void {
  // Not `instanceof`: two copies of this library may be loaded.
  if (typeof (socket as Partial<Socket> | null | undefined)?.watch === 'function' && 'lastEndpoint' in (socket as object)) return
  throw new TypeError(`${name} must be a socket, not ${kindOf(socket)}`)
}
