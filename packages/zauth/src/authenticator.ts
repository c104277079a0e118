/**
 * Judges requests: addresses first, then the credentials, then the application's own policy. Each can only refuse what the one
 * before let through, and whatever goes wrong lets nobody in.
 */
import type { Context } from '@tszmq/sockets'
import type { Logger } from '@tszmq/zactor'
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
  readonly log: Logger
}

/** CZMQ's words for every refusal: which part was wrong is nobody's business. */
const NO_ACCESS = refuse(400, 'No access')

export class Authenticator {
  readonly allowed = new AddressList()
  readonly denied = new AddressList()
  /** Keys that may come in; 'any' for all. */
  certificates: Certificates | 'any' | undefined = undefined
  verbose = false
  readonly #context: Context
  readonly #policy: Policy | undefined
  readonly #policyTimeout: number
  readonly #limit: HandshakeLimit | undefined
  readonly #log: Logger
  #passwords: PasswordFile | undefined = undefined
  /** The last trouble with a file, so that it is told once. */
  #trouble = ''

  /** Throws EINVAL for a rate limit that is none. */
  constructor(context: Context, { policy, policyTimeout, rateLimit, log }: AuthenticatorOptions) {
    this.#context = context
    this.#policy = policy
    this.#policyTimeout = policyTimeout
    this.#limit = rateLimit === undefined ? undefined : new HandshakeLimit(context.runtime, rateLimit)
    this.#log = log
  }

  /** PLAIN peers must be in this file. Rejects as `PasswordFile.load`; the file that was set before holds then. */
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
      this.#say(
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
      this.#complain(`cannot judge (${request.mechanism}) ${about(request)}: ${quoted(String(error))}`)
      return refuse(500, 'Internal error')
    }
  }

  async #judge(request: ZapRequest): Promise<ZapVerdict> {
    if (!this.#mayCome(request.address)) return NO_ACCESS
    if (this.#limit?.take(limitKey(request.address)) === false) return refuse(300, 'Too many handshakes')
    const found = await this.#identify(request)
    if (found.status !== 200 || this.#policy === undefined) return found
    return applyPolicy(found, await this.#ask(this.#policy, request))
  }

  /** The allow list alone counts where there is one, as in CZMQ. What is no address is on no side of a list. */
  #mayCome(address: string): boolean {
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
      this.#trouble = ''
    } catch (error) {
      const trouble = (error as Error).message
      if (trouble !== this.#trouble) this.#complain(`what was read before holds: ${trouble}`)
      this.#trouble = trouble
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

  /** Rejects when it takes too long, so that one that never answers piles up nothing. */
  #ask(policy: Policy, request: ZapRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`the policy did not answer within ${this.#policyTimeout} ms`))
      const inTime = this.#context.runtime.after(this.#policyTimeout, late)
      const asked = Promise.resolve().then(() => policy(request))
      asked.then(resolve, reject).finally(inTime)
    })
  }

  #say(line: () => string): void {
    if (this.verbose) this.#log.info(`zauth: ${line()}`)
  }

  #complain(line: string): void {
    this.#log.warn(`zauth: ${line}`)
  }
}

function about({ domain, address, username, publicKey }: ZapRequest): string {
  const who = username === '' ? '' : ` username=${quoted(username)}`
  const key = publicKey === '' ? '' : ` client_key=${publicKey}`
  return `domain=${quoted(domain)} address=${quoted(address)}${who}${key}`
}
