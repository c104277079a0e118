/** A proxy in the background (zproxy): switches messages between a front end and a back end. It starts when it has both. */
import type { ProxySide, ProxyStatistics } from '@tszmq/sockets'
import { context as defaultContext } from '@tszmq/sockets'
import { TypedActor } from '@tszmq/zactor'
import type { Zactor, ZactorEvents } from '@tszmq/zactor'
import { startTyped } from '@tszmq/zactor/internal'
import type { TypedActorOptions } from '@tszmq/zactor/internal'
import { checkObject } from '@tszmq/sockets/internal'
import type { ProxyPart } from './end-sockets.ts'
import { endWords } from './end-words.ts'
import type { ProxyDrops } from './hooks.ts'
import type { ProxySocketType } from './proxy-end.ts'
import { decodeStatistics } from './statistics-frames.ts'
import { checkZproxyArgs, zproxy } from './zproxy-actor.ts'
import type { ZproxyArgs, ZproxyCommands } from './zproxy-actor.ts'

export interface ZproxyOptions extends Omit<ZproxyArgs, 'drops' | 'failed'>, TypedActorOptions {}

export interface ZproxyEndOptions {
  /** Of a SUB or XSUB: what it subscribes to. */
  readonly topics?: readonly (Uint8Array | string)[]
  /** HEARTBEAT_IVL in milliseconds; 0 is none. */
  readonly heartbeatInterval?: number
  /** HEARTBEAT_TTL in milliseconds. */
  readonly heartbeatTimeToLive?: number
  /** HEARTBEAT_TIMEOUT in milliseconds. */
  readonly heartbeatTimeout?: number
}

export interface ZproxyEvents extends ZactorEvents {
  /** A hook threw, or gave what makes no sense: the message was dropped. */
  'hook:error': (error: Error, from: ProxySide) => void
}

const NAMES = { frontEnd: 'FRONTEND', backEnd: 'BACKEND', control: 'CONTROL' } as const

/**
 * ```ts
 * await using proxy = await Zproxy.start()
 * await proxy.frontEnd('XSUB', 'tcp://127.0.0.1:5555')
 * await proxy.backEnd('XPUB', 'tcp://127.0.0.1:5556')
 * ```
 */
export class Zproxy extends TypedActor<ZproxyCommands> {
  readonly #drops: ProxyDrops
  readonly #failed: Set<ZproxyEvents['hook:error']>

  private constructor(actor: Zactor<ZproxyCommands>, drops: ProxyDrops, failed: Set<ZproxyEvents['hook:error']>) {
    super(actor)
    this.#drops = drops
    this.#failed = failed
  }

  /** Rejects with EMFILE and ETERM as every socket does, and with a TypeError for hooks and `sockets` that are none. */
  static async start(settings: ZproxyOptions = {}): Promise<Zproxy> {
    checkObject('options', settings)
    checkZproxyArgs(settings)
    const { context = defaultContext } = settings
    const drops: ProxyDrops = { filtered: 0, failed: 0 }
    const listeners = new Set<ZproxyEvents['hook:error']>()
    // In a later turn, so that a listener that throws does not disturb the proxy.
    const failed = (error: Error, from: ProxySide): void => {
      for (const listener of listeners) context.runtime.defer(() => listener(error, from))
    }
    const actor = await startTyped<ZproxyCommands, ZproxyArgs>(zproxy, { ...settings, drops, failed })
    return new Zproxy(actor, drops, listeners)
  }

  /**
   * FRONTEND: a socket of that type at `endpoints`, separated by commas. Each is bound, or connected to when it begins with `>`.
   * Resolves to what they really are. Rejects with EBUSY when there is one already, EINVAL, also for two types between which nothing can
   * be forwarded such as PULL and SUB, or as `bind()` does; nothing changes then.
   */
  frontEnd(type: ProxySocketType, endpoints: string, options: ZproxyEndOptions = {}): Promise<string> {
    return this.#open('frontEnd', type, endpoints, options)
  }

  /** BACKEND: as `frontEnd`. */
  backEnd(type: ProxySocketType, endpoints: string, options: ZproxyEndOptions = {}): Promise<string> {
    return this.#open('backEnd', type, endpoints, options)
  }

  /** CAPTURE: a PUSH that connects to `endpoint` gets what goes on, instead of the capture of before. Traffic never waits for it. */
  capture(endpoint: string): Promise<void> {
    return this.actor.command(['CAPTURE', endpoint])
  }

  /**
   * CONTROL: a socket at `endpoints` that takes the commands of zmq_proxy_steerable, see `Steering`. `TERMINATE` ends the actor. Resolves
   * to where it really is. Rejects with EACCES where anybody could send some, or as `frontEnd`; nothing changes then.
   */
  async control(type: 'REP' | 'PAIR', endpoints: string): Promise<string> {
    await this.actor.command(['CONTROL', type, endpoints])
    return String(await this.#ask('LAST_ENDPOINT', 'CONTROL'))
  }

  /** PAUSE: forwards nothing, and takes nothing; peers feel it as back-pressure. */
  pause(): Promise<void> {
    return this.actor.command(['PAUSE'])
  }

  /** RESUME. */
  resume(): Promise<void> {
    return this.actor.command(['RESUME'])
  }

  /** DOMAIN: the ZAP domain of one side or of the control, before it has its socket. Rejects with EBUSY later. */
  domain(side: ProxyPart, domain: string): Promise<void> {
    return this.actor.command(['DOMAIN', NAMES[side], domain])
  }

  /** PLAIN: peers of one side have to name themselves. Rejects as `domain`. */
  plain(side: ProxyPart): Promise<void> {
    return this.actor.command(['PLAIN', NAMES[side]])
  }

  /** CURVE: one side is a server with these keys in Z85. Rejects with EINVAL when they do not belong together, or as `domain`. */
  curve(side: ProxyPart, publicKey: string, secretKey: string): Promise<void> {
    return this.actor.command(['CURVE', NAMES[side], publicKey, secretKey])
  }

  /** VERBOSE: tells the log of every command. */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }

  /** STATISTICS: totals so far; answered whatever the traffic does. */
  async statistics(): Promise<ProxyStatistics> {
    return decodeStatistics(await this.#ask('STATISTICS'))
  }

  /** What the hooks kept from going on. */
  get drops(): Readonly<ProxyDrops> {
    return { ...this.#drops }
  }

  override on<E extends keyof ZproxyEvents>(event: E, listener: ZproxyEvents[E]): this {
    if (event === 'hook:error') this.#failed.add(listener as ZproxyEvents['hook:error'])
    else super.on(event, listener as ZactorEvents[keyof ZactorEvents])
    return this
  }

  override off<E extends keyof ZproxyEvents>(event: E, listener: ZproxyEvents[E]): this {
    if (event === 'hook:error') this.#failed.delete(listener as ZproxyEvents['hook:error'])
    else super.off(event, listener as ZactorEvents[keyof ZactorEvents])
    return this
  }

  async #open(side: ProxySide, type: ProxySocketType, endpoints: string, options: ZproxyEndOptions): Promise<string> {
    checkObject('options', options)
    const { topics = [], ...heartbeats } = options
    await this.actor.command([NAMES[side], type, endpoints, ...endWords(topics, heartbeats)])
    return String(await this.#ask('LAST_ENDPOINT', NAMES[side]))
  }

  /** Sends a command that is answered by a message before its signal. */
  async #ask<N extends 'LAST_ENDPOINT' | 'STATISTICS'>(...message: [N, ...ZproxyCommands[N]]): Promise<Buffer[]> {
    return (await this.actor.ask(message, () => true)) as Buffer[]
  }
}
