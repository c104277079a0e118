/**
 * Decides about requests: by the address first, then by the credentials, then by the application's own policy. Each step can only refuse
 * what the one before admitted. An error refuses the peer.
 */
import type { Context } from '@tszmq/sockets'
import type { ActorLog } from '@tszmq/zactor'
import { quoted } from '@tszmq/zactor/internal'
import { AddressList, canonicalAddress, limitKey } from './address-list.ts'
import type { Certificates } from './certificates.ts'
import { HandshakeLimit } from './handshake-limit.ts'
import type { RateLimit } from './handshake-limit.ts'
import { PasswordFile } from './password-file.ts'
import type { Policy } from './policy.ts'
import { applyPolicy } from './policy.ts'
import type { ZapVerdict } from './zap-reply.ts'
import { NO_METADATA, refuse } from './zap-reply.ts'
import type { ZapRequest } from './zap-request.ts'

export interface AuthenticatorOptions {
  readonly policy: Policy | undefined
  readonly policyTimeout: number
  readonly rateLimit: RateLimit | undefined
  readonly log: ActorLog
}

/** CZMQ's text for every refusal. It does not tell the peer which part was wrong. */
const NO_ACCESS = refuse(400, 'No access')

export class Authenticator {
  readonly allowed = new AddressList()
  readonly denied = new AddressList()
  /** The keys that are admitted; 'any' for all, undefined for none. */
  certificates: Certificates | 'any' | undefined = undefined
  readonly #context: Context
  readonly #policy: Policy | undefined
  readonly #policyTimeout: number
  readonly #limit: HandshakeLimit | undefined
  readonly #log: ActorLog
  #passwords: PasswordFile | undefined = undefined

  /** Throws EINVAL for an invalid rate limit. */
  constructor(context: Context, { policy, policyTimeout, rateLimit, log }: AuthenticatorOptions) {
    this.#context = context
    this.#policy = policy
    this.#policyTimeout = policyTimeout
    this.#limit = rateLimit === undefined ? undefined : new HandshakeLimit(context.runtime, rateLimit)
    this.#log = log
  }

  /** Admits the PLAIN peers of a file. Rejects as `PasswordFile.load`; the file of before stays in use then. */
  async usePasswords(path: string): Promise<void> {
    this.#passwords = await PasswordFile.load(path, (reason) => this.#context.warnings.tell('ZMQ_FILE_PERMISSIONS', path, reason))
  }

  /** Never rejects. */
  async judge(asked: ZapRequest): Promise<ZapVerdict> {
    const request: ZapRequest = Object.defineProperty({ ...asked, address: canonicalAddress(asked.address) }, 'password', {
      enumerable: false,
    })
    try {
      const verdict = await this.#judge(request)
      this.#log.info(
        () =>
          `${verdict.status === 200 ? 'allowed' : 'denied'} (${request.mechanism}) ${about(request)}: ${verdict.status} ${quoted(verdict.text)}`,
      )
      return verdict
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#context.warnings.tell(
        'ZMQ_AUTHENTICATE',
        'zauth',
        `zauth cannot decide about a peer, and refuses it with 500: ${quoted(reason)}`,
      )
      this.#log.warn(`cannot judge (${request.mechanism}) ${about(request)}: ${quoted(String(error))}`)
      return refuse(500, 'Internal error')
    }
  }

  async #judge(request: ZapRequest): Promise<ZapVerdict> {
    if (!this.#admits(request.address)) return NO_ACCESS
    if (this.#limit?.admit(limitKey(request.address)) === false) return refuse(300, 'Too many handshakes')
    const found = await this.#identify(request)
    if (found.status !== 200 || this.#policy === undefined) return found
    return applyPolicy(found, await this.#ask(this.#policy, request))
  }

  /** If there is an allow list, it alone decides, as in CZMQ. Text that is no address is refused by either list. */
  #admits(address: string): boolean {
    if (!this.allowed.empty) return this.allowed.has(address) === true
    return this.denied.empty || this.denied.has(address) === false
  }

  #identify(request: ZapRequest): ZapVerdict | Promise<ZapVerdict> {
    switch (request.mechanism) {
      case 'NULL':
        return { status: 200, text: 'OK', userId: '', metadata: NO_METADATA }
      case 'PLAIN':
        return this.#identifyPlain(request)
      case 'CURVE':
        return this.#identifyCurve(request)
    }
  }

  async #identifyPlain({ username, password }: ZapRequest): Promise<ZapVerdict> {
    const found = { status: 200, text: 'OK', userId: username, metadata: NO_METADATA } as const
    const passwords = this.#passwords
    if (passwords === undefined) return this.#policy === undefined ? NO_ACCESS : found
    try {
      await passwords.refresh()
      this.#log.recovered()
    } catch (error) {
      const { message } = error as Error
      this.#log.warnOnce(message, `the passwords of before are still in use: ${message}`)
    }
    return passwords.verify(username, password) ? found : NO_ACCESS
  }

  async #identifyCurve({ publicKey }: ZapRequest): Promise<ZapVerdict> {
    const found = { status: 200, text: 'OK', userId: publicKey, metadata: NO_METADATA } as const
    const { certificates } = this
    if (certificates === 'any') return found
    if (certificates === undefined) return this.#policy === undefined ? NO_ACCESS : found
    const certificate = await certificates.lookup(publicKey)
    if (certificate === undefined) return NO_ACCESS
    return { ...found, metadata: new Map(certificate.metaKeys().map((name) => [name, certificate.meta(name) ?? ''])) }
  }

  /** Rejects after `policyTimeout`, so that a policy that never answers does not make memory grow. */
  #ask(policy: Policy, request: ZapRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`the policy did not answer within ${this.#policyTimeout} ms`))
      const inTime = this.#context.runtime.after(this.#policyTimeout, late)
      const asked = Promise.resolve().then(() => policy(request))
      asked.then(resolve, reject).finally(inTime)
    })
  }
}

function about({ domain, address, username, publicKey }: ZapRequest): string {
  const who = username === '' ? '' : ` username=${quoted(username)}`
  const key = publicKey === '' ? '' : ` client_key=${publicKey}`
  return `domain=${quoted(domain)} address=${quoted(address)}${who}${key}`
}
