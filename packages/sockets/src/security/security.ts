/**
 * How one endpoint of a socket lets peers in: which mechanisms it speaks, and whom it asks about a peer. Refuses options that do
 * not make a whole; a peer that nobody answers for is refused, unless libzmq's rules say that nobody is to be asked.
 */
import type { AuthRequest, MechanismPlugin, Verdict } from '@tszmq/zmtp-codec'
import { NULL, NULL_ANSWERING, plainClient, plainServer } from '@tszmq/zmtp-codec'
import type { SocketOptionValues } from '../core/options.ts'
import { ZmqError } from '../core/zmq-error.ts'
import { describeRequest, readAnswer } from './authenticate.ts'
import { curveLoaded, loadCurve, type Curve } from './curve.ts'
import { checkKeys, type CurveKeys } from './curve-options.ts'
import type { MechanismName } from './mechanism-choice.ts'
import { askZap, hasZapHandler, zapHandlerCrashed, type ZapHouse } from './zap.ts'

/** RFC 26: a server forgets the key of its cookies after a minute at the most. */
export const COOKIE_LIFE_MS = 60_000

export class Security {
  readonly #options: SocketOptionValues
  readonly #house: ZapHouse
  readonly #names: readonly MechanismName[]
  readonly #keys: CurveKeys | undefined
  #curve: Curve | undefined = undefined

  /** `options` as they count for this endpoint; `bound`: it accepts, and may have a choice of mechanisms. Throws EINVAL. */
  constructor(options: SocketOptionValues, house: ZapHouse, bound: boolean) {
    this.#options = options
    this.#house = house
    this.#names = (bound ? options.securityMechanisms : null) ?? [options.mechanism]
    if (this.#names.includes('CURVE')) this.#keys = checkKeys(options, this.#asServer)
  }

  /** NULL peers are asked about too, and those that are too old to have a mechanism are refused. */
  get authenticate(): boolean {
    return this.#options.authenticate !== null || this.#zapRequired
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

  /**
   * The verdict on a peer. Rejects with EFAULT when there is nobody to ask, with what the callback threw, with EPIPE or
   * ERR_ZAP_… when the handler has no answer.
   */
  async ask(request: AuthRequest, address: string, endpoint: string, signal: AbortSignal): Promise<Verdict> {
    const { authenticate, zapDomain } = this.#options
    const origin = { domain: zapDomain ?? '', address, endpoint }
    const copied = { ...request, credentials: request.credentials.map((each) => Buffer.from(each)) }
    if (authenticate !== null) {
      const verdict = readAnswer(await authenticate(describeRequest(copied, origin)))
      if (verdict !== undefined) return verdict
    }
    if (!this.#zapWanted(request.mechanism)) return { status: 200 }
    if (hasZapHandler(this.#house.inproc)) return askZap(this.#house, this.#options, copied, origin, signal)
    if (zapHandlerCrashed(this.#house.inproc)) throw new ZmqError('EFAULT', 'the ZAP handler crashed, so that nobody can say who may come in (RFC 27)')
    // Where nobody answers libzmq lets NULL and CURVE peers in; PLAIN without a handler always fails.
    if (request.mechanism !== 'PLAIN' && !this.#options.zapEnforceDomain) return { status: 200 }
    throw new ZmqError('EFAULT', `nobody is bound to inproc://zeromq.zap.01 to say who may use ${request.mechanism} (RFC 27)`)
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
    switch (name) {
      case 'NULL':
        return answers ? NULL_ANSWERING : NULL
      case 'PLAIN':
        return this.#asServer ? plainServer() : plainClient(this.#plainCredentials)
      case 'CURVE':
        return (this.#curve as Curve).mechanism(this.#keys as CurveKeys)
    }
  }

  /** A missing name or password is an empty one, as in libzmq. */
  get #plainCredentials(): { username: string; password: string } {
    const { plainUsername, plainPassword } = this.#options
    return { username: plainUsername ?? '', password: Buffer.from(plainPassword?.reveal() ?? []).toString() }
  }
}
