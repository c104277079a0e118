/** A proxy in the background (zproxy): forwards messages between a front end and a back end, as soon as both are open. */
import type { ProxySide, ProxyStatistics } from '@tszmq/sockets'
import { context as defaultContext } from '@tszmq/sockets'
import { TypedActor } from '@tszmq/zactor'
import type { TypedActorOptions, Zactor, ZactorEvents } from '@tszmq/zactor'
import { startTyped } from '@tszmq/zactor/internal'
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
  /** The topics of a SUB or XSUB. Default none. */
  readonly topics?: readonly (Uint8Array | string)[]
  /** Milliseconds between heartbeats (HEARTBEAT_IVL); 0 is none. */
  readonly heartbeatInterval?: number
  /** Milliseconds that the peer waits for a heartbeat (HEARTBEAT_TTL). */
  readonly heartbeatTimeToLive?: number
  /** Milliseconds until a peer that does not answer is disconnected (HEARTBEAT_TIMEOUT). */
  readonly heartbeatTimeout?: number
}

export interface ZproxyEvents extends ZactorEvents {
  /** A hook threw, or returned a value of a wrong type. Its message was dropped. */
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

  /** Starts a proxy. Rejects with EMFILE and ETERM as every socket does, and with TypeError for invalid hooks and `sockets`. */
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
   * Opens the front end (FRONTEND): a socket of that type at `endpoints`, which are separated by commas. Each is bound, or connected if it begins
   * with `>`. Resolves to the real endpoints. Rejects with EBUSY if the front end is open already, EINVAL, or as `bind()`; nothing changes then.
   * EINVAL is also the code for two types that cannot forward messages to each other, such as PULL and SUB.
   */
  frontEnd(type: ProxySocketType, endpoints: string, options: ZproxyEndOptions = {}): Promise<string> {
    return this.#open('frontEnd', type, endpoints, options)
  }

  /** Opens the back end (BACKEND). As `frontEnd`. */
  backEnd(type: ProxySocketType, endpoints: string, options: ZproxyEndOptions = {}): Promise<string> {
    return this.#open('backEnd', type, endpoints, options)
  }

  /** Copies each forwarded message to a PUSH that connects to `endpoint` (CAPTURE). It replaces the capture of before. Traffic never waits for it. */
  capture(endpoint: string): Promise<void> {
    return this.actor.command(['CAPTURE', endpoint])
  }

  /**
   * Opens a socket at `endpoints` that takes the commands of zmq_proxy_steerable, see `Steering` (CONTROL). `TERMINATE` ends the actor. Resolves
   * to the real endpoints. Rejects with EACCES if any peer could send commands, or as `frontEnd`; nothing changes then.
   */
  async control(type: 'REP' | 'PAIR', endpoints: string): Promise<string> {
    await this.actor.command(['CONTROL', type, endpoints])
    return String(await this.#ask('LAST_ENDPOINT', 'CONTROL'))
  }

  /** Stops reading and forwarding (PAUSE). Peers see back-pressure. */
  pause(): Promise<void> {
    return this.actor.command(['PAUSE'])
  }

  /** Forwards again (RESUME). */
  resume(): Promise<void> {
    return this.actor.command(['RESUME'])
  }

  /** Sets the ZAP domain of an end or of the control, before it is open (DOMAIN). Rejects with EBUSY after that. */
  domain(side: ProxyPart, domain: string): Promise<void> {
    return this.actor.command(['DOMAIN', NAMES[side], domain])
  }

  /** Makes an end or the control a server of PLAIN, before it is open (PLAIN). Rejects as `domain`. */
  plain(side: ProxyPart): Promise<void> {
    return this.actor.command(['PLAIN', NAMES[side]])
  }

  /** Makes an end or the control a server of CURVE with these keys in Z85, before it is open (CURVE). Rejects with EINVAL if the keys do not belong together, or as `domain`. */
  curve(side: ProxyPart, publicKey: string, secretKey: string): Promise<void> {
    return this.actor.command(['CURVE', NAMES[side], publicKey, secretKey])
  }

  /** Logs each command from now on (VERBOSE). */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }

  /** Resolves to the totals so far (STATISTICS), under any traffic. */
  async statistics(): Promise<ProxyStatistics> {
    return decodeStatistics(await this.#ask('STATISTICS'))
  }

  /** How many messages the hooks dropped, and why. */
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
