/** Two ends and what forwards between them, as soon as there are both. It refuses what comes too late, and keeps what was set then. */
import type { Context, ProxySide, ProxyStatistics } from '@tszmq/sockets'
import { curvePublicKey, Proxy, Push, ZmqError } from '@tszmq/sockets'
import type { Logger } from '@tszmq/zsys'
import type { EndSockets, ProxyPart } from './end-sockets.ts'
import { proxyHook } from './hooks.ts'
import type { ProxyDrops, ProxyHooks } from './hooks.ts'
import { ProxyEnd } from './proxy-end.ts'
import { Steering } from './steering.ts'
import type { ControlSocket } from './steering.ts'

export interface DeviceOptions {
  readonly context: Context
  readonly hooks: ProxyHooks
  readonly drops: ProxyDrops
  readonly failed: (error: Error, from: ProxySide) => void
  readonly log: Logger
  readonly sockets: EndSockets
}

const NOTHING: ProxyStatistics = {
  frontEnd: { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 0 } },
  backEnd: { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 0 } },
}

export class ProxyDevice {
  verbose = false
  /** It obeys no more. */
  closed = false
  /** Resolves when it was told to end by its control; rejects when the proxy cannot go on. */
  readonly over: Promise<void>
  readonly #options: DeviceOptions
  readonly #ends = { frontEnd: new ProxyEnd('the front end'), backEnd: new ProxyEnd('the back end'), control: new ProxyEnd('the control') }
  #end: () => void = () => undefined
  #break: (error: unknown) => void = () => undefined
  #proxy: Proxy | undefined = undefined
  #capture: Push | undefined = undefined
  #steering: Steering | undefined = undefined
  #paused = false
  /** The last trouble of a hook, so that it is told once. */
  #trouble = ''

  constructor(options: DeviceOptions) {
    this.#options = options
    this.over = new Promise<void>((resolve, reject) => {
      this.#end = resolve
      this.#break = reject
    })
    this.over.catch(() => undefined)
  }

  /** FRONTEND, BACKEND. */
  async open(side: ProxySide, type: string, endpoints: string, words: readonly Buffer[]): Promise<void> {
    this.say(() => `${side} type=${type} attach=${endpoints} authentication=${this.#authentication(side)}`)
    this.#ends[side].checkPair(type, this.#ends[side === 'frontEnd' ? 'backEnd' : 'frontEnd'])
    await this.#ends[side].open(this.#options.context, type, endpoints, words, this.#options.sockets[side] ?? {})
    // It may have come to its end meanwhile.
    if (this.closed) this.close()
    else this.#run()
  }

  /** CONTROL: a REP or PAIR that takes commands. Rejects with EACCES where anybody could send some, and as `open`. */
  async control(type: string, endpoints: string): Promise<void> {
    if (type !== 'REP' && type !== 'PAIR')
      throw new ZmqError('EINVAL', `a control is a REP or PAIR, not ${JSON.stringify(type.slice(0, 100))}`)
    this.say(() => `control type=${type} attach=${endpoints} authentication=${this.#authentication('control')}`)
    let steering: Steering | undefined = undefined
    await this.#ends.control.open(this.#options.context, type, endpoints, [], this.#options.sockets.control ?? {}, (socket) => {
      steering = new Steering(this, socket as ControlSocket)
      return steering
    })
    this.#steering = steering
    if (this.closed) this.close()
  }

  /** TERMINATE of the control. */
  terminate(): void {
    this.#end()
  }

  /** The endpoints of an end as they really are; '' before it has any. */
  endpoints(side: ProxyPart): string {
    return this.#ends[side].endpoints
  }

  /** CAPTURE: instead of the one of before. Throws as `connect()`. */
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

  domain(side: ProxyPart, domain: string): void {
    this.#ends[side].secure({ zapDomain: domain })
  }

  plain(side: ProxyPart): void {
    this.#ends[side].secure({ plainServer: true })
  }

  /** Throws EINVAL for keys that are none, or do not belong together. */
  curve(side: ProxyPart, publicKey: string, secretKey: string): void {
    if (curvePublicKey(secretKey) !== publicKey) throw new ZmqError('EINVAL', 'the public key does not belong to the secret key')
    this.#ends[side].secure({ curveServer: true, curvePublicKey: publicKey, curveSecretKey: secretKey })
  }

  /** What has been forwarded may still take the linger of its socket. */
  close(): void {
    this.closed = true
    this.#proxy?.end()
    for (const { socket } of [this.#ends.frontEnd, this.#ends.backEnd]) socket?.close()
    this.#capture?.close()
    this.#steering?.close()
  }

  say(line: () => string): void {
    if (this.verbose) this.#tell('info', line())
  }

  #run(): void {
    const { hooks, drops } = this.#options
    const front = this.#ends.frontEnd.socket
    const back = this.#ends.backEnd.socket
    if (front === undefined || back === undefined) return
    const hook = proxyHook(hooks, drops, (error, from) => this.#complain(error, from))
    this.#proxy = new Proxy(front, back, this.#capture, hook === undefined ? {} : { hook })
    if (this.#paused) this.#proxy.pause()
    this.#proxy.run().catch(this.#break)
  }

  #complain(error: Error, from: ProxySide): void {
    this.#options.failed(error, from)
    if (error.message === this.#trouble) return
    this.#trouble = error.message
    this.#tell('warn', `a hook dropped a message from the ${from}: ${error.message}`)
  }

  #authentication(side: ProxyPart): string {
    const { security } = this.#ends[side]
    if ('curveServer' in security) return 'CURVE'
    return 'plainServer' in security ? 'PLAIN' : 'NONE'
  }

  #tell(level: 'info' | 'warn', line: string): void {
    this.#options.log[level](`zproxy: ${line}`)
  }
}
