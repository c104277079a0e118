/** The service behind the actor zproxy: two ends, and the proxy that forwards between them as soon as both are open. */
import type { ActorLog, ActorService } from '@tszmq/zactor'
import type { Context, ProxySide, ProxyStatistics } from '@tszmq/sockets'
import { curvePublicKey, Proxy, Push, ZmqError } from '@tszmq/sockets'
import type { EndSockets, ProxyPart } from './end-sockets.ts'
import { proxyHook } from './hooks.ts'
import type { ProxyDrops, ProxyHooks } from './hooks.ts'
import { ProxyEnd } from './proxy-end.ts'
import type { SecurityOptions } from './proxy-end.ts'
import { Steering } from './steering.ts'
import type { ControlSocket } from './steering.ts'

export interface DeviceOptions {
  readonly context: Context
  readonly hooks: ProxyHooks
  readonly drops: ProxyDrops
  readonly failed: (error: Error, from: ProxySide) => void
  readonly log: ActorLog
  readonly sockets: EndSockets
}

const NOTHING: ProxyStatistics = {
  frontEnd: { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 0 } },
  backEnd: { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 0 } },
}

export class ProxyDevice implements ActorService {
  readonly log: ActorLog
  closed = false
  /** Resolves when the control says TERMINATE; rejects when the proxy cannot go on. */
  readonly over: Promise<void>
  readonly #options: DeviceOptions
  readonly #ends = { frontEnd: new ProxyEnd('the front end'), backEnd: new ProxyEnd('the back end'), control: new ProxyEnd('the control') }
  #end: () => void = () => undefined
  #break: (error: unknown) => void = () => undefined
  #proxy: Proxy | undefined = undefined
  #capture: Push | undefined = undefined
  #steering: Steering | undefined = undefined
  #paused = false

  constructor(options: DeviceOptions) {
    this.#options = options
    this.log = options.log
    this.over = new Promise<void>((resolve, reject) => {
      this.#end = resolve
      this.#break = reject
    })
    this.over.catch(() => undefined)
  }

  /** Opens one end (FRONTEND, BACKEND). `options`: topics and heartbeats, see `endWords`. */
  async open(side: ProxySide, type: string, endpoints: string, ...options: readonly Buffer[]): Promise<void> {
    this.log.info(() => `${side} type=${type} attach=${endpoints} authentication=${this.#authentication(side)}`)
    this.#ends[side].checkPair(type, this.#ends[side === 'frontEnd' ? 'backEnd' : 'frontEnd'])
    await this.#ends[side].open(this.#options.context, type, endpoints, options, this.#options.sockets[side] ?? {})
    // The actor may have ended meanwhile.
    if (this.closed) this.close()
    else this.#run()
  }

  /** Opens the control, a REP or PAIR. Rejects with EACCES if any peer could send commands, or as `open`. */
  async control(type: string, endpoints: string): Promise<void> {
    if (type !== 'REP' && type !== 'PAIR')
      throw new ZmqError('EINVAL', `a control is a REP or PAIR, not ${JSON.stringify(type.slice(0, 100))}`)
    this.log.info(() => `control type=${type} attach=${endpoints} authentication=${this.#authentication('control')}`)
    let steering: Steering | undefined = undefined
    await this.#ends.control.open(this.#options.context, type, endpoints, [], this.#options.sockets.control ?? {}, (socket) => {
      steering = new Steering(this, socket as ControlSocket)
      return steering
    })
    this.#steering = steering
    if (this.closed) this.close()
  }

  /** Ends the actor (TERMINATE of the control). */
  terminate(): void {
    this.#end()
  }

  /** The real endpoints of a socket; '' before it is open. */
  endpoints(side: ProxyPart): string {
    return this.#ends[side].endpoints
  }

  /** Replaces the capture. Throws as `connect()`. */
  capture(endpoint: string): void {
    const capture = new Push({ context: this.#options.context })
    try {
      capture.connect(endpoint)
    } catch (error) {
      capture.close()
      throw error
    }
    const before = this.#capture
    this.#capture = capture
    if (this.#proxy !== undefined) this.#proxy.capture = capture
    before?.close()
  }

  pause(): void {
    this.#paused = true
    this.#proxy?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#proxy?.resume()
  }

  statistics(): ProxyStatistics {
    return this.#proxy?.statistics() ?? NOTHING
  }

  /** Sets security options of a socket that is not open yet (DOMAIN, PLAIN, CURVE). Throws EBUSY if it is open. */
  secure(side: ProxyPart, options: SecurityOptions): void {
    this.#ends[side].secure(options)
  }

  /** Throws EINVAL for keys that are invalid or do not belong together. */
  curve(side: ProxyPart, publicKey: string, secretKey: string): void {
    if (curvePublicKey(secretKey) !== publicKey) throw new ZmqError('EINVAL', 'the public key does not belong to the secret key')
    this.secure(side, { curveServer: true, curvePublicKey: publicKey, curveSecretKey: secretKey })
  }

  /** Messages that were forwarded are still sent for as long as the linger of their socket. */
  close(): void {
    this.closed = true
    this.#proxy?.end()
    for (const { socket } of [this.#ends.frontEnd, this.#ends.backEnd]) socket?.close()
    this.#capture?.close()
    this.#steering?.close()
  }

  #run(): void {
    const { hooks, drops } = this.#options
    const front = this.#ends.frontEnd.socket
    const back = this.#ends.backEnd.socket
    if (front === undefined || back === undefined) return
    const hook = proxyHook(hooks, drops, (error, from) => this.#hookFailed(error, from))
    this.#proxy = new Proxy(front, back, this.#capture, hook === undefined ? {} : { hook })
    if (this.#paused) this.#proxy.pause()
    this.#proxy.run().catch(this.#break)
  }

  #hookFailed(error: Error, from: ProxySide): void {
    this.#options.failed(error, from)
    this.log.warnOnce(error.message, `a hook dropped a message from the ${from}: ${error.message}`)
  }

  #authentication(side: ProxyPart): string {
    const { security } = this.#ends[side]
    if ('curveServer' in security) return 'CURVE'
    return 'plainServer' in security ? 'PLAIN' : 'NONE'
  }
}
