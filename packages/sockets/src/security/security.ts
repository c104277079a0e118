/**
 * The security of one endpoint: its mechanisms, and the decision about each peer. Throws EINVAL for options that contradict each other.
 * A peer is admitted by a positive answer, or where the rules of libzmq ask neither a callback nor a handler.
 */
import { copyBytes } from '@tszmq/zmtp-codec/internal'
import type { AuthRequest, MechanismPlugin, Verdict } from '@tszmq/zmtp-codec'
import { NULL, NULL_ANSWERING, plainClient, plainServer } from '@tszmq/zmtp-codec'
import type { SocketOptionValues } from '../options/options.ts'
import { ZmqError } from '../events/zmq-error.ts'
import type { Authenticate, AuthenticationRequest } from './authenticate.ts'
import { describeRequest, readVerdict } from './authenticate.ts'
import { curveLoaded, loadCurve, type Curve } from './curve.ts'
import { checkKeys, type CurveKeys } from './curve-options.ts'
import type { MechanismName } from './mechanism-choice.ts'
import { askZap, hasZapHandler, ZapGuard, zapHandlerCrashed, type ZapHouse } from './zap.ts'

/** RFC 26: a server forgets the key of its cookies after a minute at the most. */
export const COOKIE_LIFE_MS = 60_000

export class Security {
  readonly #options: SocketOptionValues
  readonly #live: SocketOptionValues
  readonly #house: ZapHouse
  readonly #guard: ZapGuard
  readonly #names: readonly MechanismName[]
  readonly #keys: CurveKeys | undefined
  /** One of each mechanism with secrets, for all connections. */
  readonly #plugins = new Map<MechanismName, MechanismPlugin>()
  #curve: Curve | undefined = undefined

  /**
   * Throws EINVAL.
   *
   * @param options The options of this endpoint: a copy that does not change.
   * @param bound True if the endpoint accepts connections: only then may it offer several mechanisms.
   * @param live The options of the socket. An `authenticate` that is set later counts for the next peer of this endpoint.
   */
  constructor(options: SocketOptionValues, house: ZapHouse, bound: boolean, live: SocketOptionValues = options) {
    this.#options = options
    this.#live = live
    this.#house = house
    this.#guard = new ZapGuard(house.inproc)
    this.#names = (bound ? options.securityMechanisms : null) ?? [options.mechanism]
    if (this.#names.includes('CURVE')) this.#keys = checkKeys(options, this.#asServer)
  }

  /** NULL peers are asked about too, and those that are too old to have a mechanism are refused. */
  get authenticate(): boolean {
    return this.#callback !== null || this.#zapRequired
  }

  /** No peer can send us a message before it heard from us that it is in. */
  get answers(): boolean {
    return this.#asServer && !this.#names.includes('NULL')
  }

  /** How long a handshake may take, in milliseconds; 0 is no limit. */
  get handshakeInterval(): number {
    const { handshakeInterval } = this.#options
    if (!this.#asServer || !this.#names.includes('CURVE')) return handshakeInterval
    return handshakeInterval === 0 ? COOKIE_LIFE_MS : Math.min(handshakeInterval, COOKIE_LIFE_MS)
  }

  /** What must be there before `mechanisms` is called; undefined when it is. */
  prepare(): Promise<void> | undefined {
    if (this.#keys === undefined || this.#curve !== undefined) return undefined
    this.#curve = curveLoaded()
    if (this.#curve !== undefined) return undefined
    return loadCurve().then((curve) => void (this.#curve = curve))
  }

  /** For one connection. `answers`: our part of a NULL handshake waits for the peer's. */
  mechanisms(answers: boolean): MechanismPlugin[] {
    return this.#names.map((name) => this.#mechanism(name, answers))
  }

  /** All connections of this endpoint are gone, and there will be no more: wipes the secrets that were kept for them. */
  destroy(): void {
    for (const plugin of this.#plugins.values()) plugin.destroy?.()
    this.#plugins.clear()
  }

  /**
   * The verdict on a peer. Rejects with EFAULT if there is neither a callback nor a handler that decides, with the error of the callback,
   * with EINVAL if the callback returned no answer, and with EPIPE or ERR_ZAP_… if the handler gave none.
   */
  async ask(request: AuthRequest, address: string, endpoint: string, signal: AbortSignal): Promise<Verdict> {
    const { zapDomain } = this.#options
    const callback = this.#callback
    const origin = { domain: zapDomain ?? '', address, endpoint }
    const copied = { ...request, credentials: request.credentials.map((each) => copyBytes(each)) }
    const verdict = callback === null ? undefined : await this.#call(callback, describeRequest(copied, origin))
    if (verdict !== undefined) return verdict
    if (callback === null && !this.#zapWanted(request.mechanism)) return { status: 200 }
    if (hasZapHandler(this.#house.inproc)) return askZap(this.#house, this.#options, copied, origin, signal)
    if (zapHandlerCrashed(this.#house.inproc))
      throw new ZmqError('EFAULT', 'the ZAP handler crashed: peers are refused until another one is bound (RFC 27)')
    if (callback !== null || this.#guard.guarded)
      throw new ZmqError('EFAULT', 'the ZAP handler was closed: peers are refused until another one is bound (RFC 27)')
    // Without a handler libzmq admits NULL and CURVE peers; PLAIN always fails.
    if (request.mechanism !== 'PLAIN' && !this.#options.zapEnforceDomain) return { status: 200 }
    throw new ZmqError('EFAULT', `no ZAP handler is bound to inproc://zeromq.zap.01 to decide who may use ${request.mechanism} (RFC 27)`)
  }

  /** Setting the option to null does not open an endpoint that exists. */
  get #callback(): Authenticate | null {
    return this.#live.authenticate ?? this.#options.authenticate
  }

  /** Undefined leaves the decision to the ZAP handler. A callback that gives no answer is an error of the program: it is told of by a warning. */
  async #call(callback: Authenticate, request: AuthenticationRequest): Promise<Verdict | undefined> {
    try {
      const verdict = readVerdict(await callback(request))
      if (verdict !== undefined || hasZapHandler(this.#house.inproc)) return verdict
      throw new ZmqError('EFAULT', 'authenticate returned undefined, and this context has no ZAP handler to ask: the peer is refused')
    } catch (error) {
      const { endpoint } = request
      const reason = error instanceof Error ? error.message : String(error)
      this.#house.warnings.tell(
        'ZMQ_AUTHENTICATE',
        endpoint,
        `${endpoint} refuses peers with 500, because authenticate gave no answer: ${reason.slice(0, 200)}`,
      )
      throw error
    }
  }

  get #asServer(): boolean {
    return this.#options.asServer || this.#names.length > 1
  }

  get #zapRequired(): boolean {
    return (this.#options.zapDomain ?? '') !== ''
  }

  /** As libzmq consults it: for NULL with a domain, for PLAIN always, for CURVE unless a domain is enforced and there is none. */
  #zapWanted(mechanism: string): boolean {
    if (mechanism === 'PLAIN') return true
    if (mechanism === 'CURVE') return this.#zapRequired || !this.#options.zapEnforceDomain
    return this.#zapRequired
  }

  #mechanism(name: MechanismName, answers: boolean): MechanismPlugin {
    if (name === 'NULL') return answers ? NULL_ANSWERING : NULL
    const known = this.#plugins.get(name)
    if (known !== undefined) return known
    const made = name === 'PLAIN' ? this.#plain() : (this.#curve as Curve).mechanism(this.#keys as CurveKeys)
    this.#plugins.set(name, made)
    return made
  }

  /** A missing name or password is an empty one, as in libzmq. */
  #plain(): MechanismPlugin {
    if (this.#asServer) return plainServer()
    const { plainUsername, plainPassword } = this.#options
    return plainClient({ username: plainUsername ?? '', password: plainPassword?.reveal() ?? '' })
  }
}
