/** The actor zauth: the commands of CZMQ for the authenticator of a context, which answers the requests of its sockets (RFC 27). */
import fs from 'node:fs'
import { ZmqError } from '@tszmq/sockets'
import type { ActorLog, ActorPipe, ActorService, CommandsOf, Logger } from '@tszmq/zactor'
import { actorLog, Argument, commandsFor, rest, runService, text, VERBOSE } from '@tszmq/zactor/internal'
import { Zcertstore } from '@tszmq/zconfig'
import { Authenticator } from './authenticator.ts'
import type { Certificates } from './certificates.ts'
import type { RateLimit } from './handshake-limit.ts'
import type { Policy } from './policy.ts'
import { ZapServer } from './zap-server.ts'

/** The location for CURVE that admits every key. */
export const CURVE_ALLOW_ANY = '*'

/** The arguments of the actor. */
export interface ZauthArgs {
  /** Where the actor logs faults and, after VERBOSE, what it does. Default `console`. */
  readonly log?: Partial<Logger>
  /** The application's own decision about a peer. Default none. */
  readonly policy?: Policy
  /** Milliseconds that a policy may take. Default 30,000. */
  readonly policyTimeout?: number
  /** The rate of handshakes that one address may begin. Default no limit. */
  readonly rateLimit?: RateLimit
  /** The keys that are admitted until a CURVE command replaces them. Default none. */
  readonly certificates?: Certificates
}

const POLICY_TIMEOUT = 30_000

/** A misspelled option must not admit peers. */
const OPTIONS: readonly string[] = ['log', 'policy', 'policyTimeout', 'rateLimit', 'certificates'] satisfies (keyof ZauthArgs)[]

/** Throws EINVAL for an unknown option, and for a value of the wrong kind. */
function checkArgs(args: ZauthArgs): void {
  for (const name of Object.keys(args))
    if (!OPTIONS.includes(name)) throw new ZmqError('EINVAL', `zauth has no option ${JSON.stringify(name)}`)
  const { policy, policyTimeout, certificates } = args as Record<keyof ZauthArgs, unknown>
  if (policy !== undefined && typeof policy !== 'function') throw new ZmqError('EINVAL', 'option policy must be a function')
  if (policyTimeout !== undefined && !(typeof policyTimeout === 'number' && policyTimeout > 0))
    throw new ZmqError('EINVAL', 'option policyTimeout must be a number above 0')
  const lookup = (certificates as Partial<Certificates> | null | undefined)?.lookup
  if (certificates !== undefined && typeof lookup !== 'function') throw new ZmqError('EINVAL', 'option certificates must have a lookup()')
}

/** The function of the actor, for `Zactor.start(zauth, args)`. `Zauth` is its typed form. */
export function zauth(pipe: ActorPipe, args: ZauthArgs = {}): Promise<void> {
  return runService(pipe, ZAUTH_COMMANDS, () => new AuthService(pipe, args))
}

class AuthService implements ActorService {
  readonly log: ActorLog
  readonly authenticator: Authenticator
  /** Rejects if the server fails. */
  readonly over: Promise<never>
  readonly #server: ZapServer

  /** Throws EINVAL for invalid arguments, EADDRINUSE if the context has a handler already. */
  constructor({ context }: ActorPipe, args: ZauthArgs) {
    checkArgs(args)
    const { policy, policyTimeout = POLICY_TIMEOUT, rateLimit, certificates } = args
    let broken: (error: unknown) => void = () => undefined
    this.over = new Promise<never>((_, reject) => (broken = reject))
    this.over.catch(() => undefined)
    this.log = actorLog('zauth', args.log)
    this.authenticator = new Authenticator(context, { policy, policyTimeout, rateLimit, log: this.log })
    this.authenticator.certificates = certificates
    this.#server = ZapServer.bind(context, this.authenticator, this.log, broken)
  }

  /** Throws EINVAL for an invalid entry, and for no entry: an empty list would admit every peer. */
  allow(entries: readonly string[]): void {
    if (entries.length === 0) throw new ZmqError('EINVAL', 'ALLOW takes at least one address: without one it would allow everybody')
    this.authenticator.allowed.addAll(entries)
  }

  /** Rejects with the system's code if the directory cannot be read; the keys of before are admitted then. */
  async useCertificates(location: string): Promise<void> {
    this.authenticator.certificates = location === CURVE_ALLOW_ANY ? 'any' : await openCertificates(location)
  }

  close(): void {
    this.#server.close()
  }

  crash(): void {
    this.#server.crash()
  }
}

/** UTF-8 that is not empty. */
function nonEmpty(name: string): Argument<string, string, 'one'> {
  return new Argument(name, 'one', (frame, where) => {
    if (frame.length > 0) return String(frame)
    throw new ZmqError('EINVAL', `${where} must not be empty`)
  })
}

const { command } = commandsFor<AuthService>()
const addresses = [rest(text('address'))] as const

export const ZAUTH_COMMANDS = {
  ALLOW: command(addresses, 'Admits these addresses only.', (service, ...entries) => service.allow(entries)),
  DENY: command(addresses, 'Refuses these addresses.', ({ authenticator }, ...entries) => authenticator.denied.addAll(entries)),
  PLAIN: command([nonEmpty('file')], 'Reads user names and passwords from a file.', ({ authenticator }, file) =>
    authenticator.usePasswords(file),
  ),
  CURVE: command([nonEmpty('location')], `Admits the keys of a directory, or all by ${CURVE_ALLOW_ANY}.`, (service, location) =>
    service.useCertificates(location),
  ),
  GSSAPI: command([rest(text('principal'))], 'Is refused: GSSAPI is not supported.', () => {
    throw new ZmqError('ENOTSUP', 'GSSAPI is not supported: it needs native code')
  }),
  VERBOSE,
}

/** The commands and their frames. */
export type ZauthCommands = CommandsOf<typeof ZAUTH_COMMANDS>

/** Rejects with ENOENT, ENOTDIR or the system's code if the directory is missing or cannot be read. */
async function openCertificates(location: string): Promise<Certificates> {
  await fs.promises.readdir(location).catch((cause: NodeJS.ErrnoException) => {
    throw new ZmqError(cause.code ?? 'EINVAL', `cannot read certificates from ${location}: ${cause.message}`, { cause })
  })
  const store = new Zcertstore(location)
  await store.certs()
  return store
}
