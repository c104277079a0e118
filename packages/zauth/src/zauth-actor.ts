/** The actor: CZMQ's commands on its pipe, and requests for authentication at its ROUTER. It refuses GSSAPI, and what it does not know. */
import fs from 'node:fs'
import type { ActorPipe } from '@tszmq/zactor'
import { ZmqError } from '@tszmq/sockets'
import { Zcertstore } from '@tszmq/zconfig'
import type { Logger } from '@tszmq/zactor'
import { contained, quoted } from '@tszmq/zactor/internal'
import { Authenticator } from './authenticator.ts'
import type { Certificates } from './certificates.ts'
import type { RateLimit } from './handshake-limit.ts'
import type { Policy } from './policy.ts'
import { ZapServer } from './zap-server.ts'

/** The location for CURVE that lets every key in. */
export const CURVE_ALLOW_ANY = '*'

/** The commands, as frames. */
export interface ZauthCommands {
  ALLOW: string[]
  DENY: string[]
  PLAIN: [file: string]
  CURVE: [location: string]
  GSSAPI: string[]
  VERBOSE: []
  [command: string]: string[]
}

/** What it is started with. */
export interface ZauthArgs {
  /** Where it tells what it does; `console` by default. */
  readonly log?: Partial<Logger>
  readonly policy?: Policy
  /** Milliseconds that a policy may take. Default 30,000. */
  readonly policyTimeout?: number
  /** Handshakes of an address; without it there is no limit. */
  readonly rateLimit?: RateLimit
  /** Keys that may come in, wherever they are kept, until a CURVE command says otherwise. */
  readonly certificates?: Certificates
}

const POLICY_TIMEOUT = 30_000

/** A misspelt option must not leave the door open. */
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

/** For `Zactor.start(zauth, args)`; see `Zauth` for the typed form. */
export async function zauth(pipe: ActorPipe, args: ZauthArgs = {}): Promise<void> {
  try {
    checkArgs(args)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  const { policy, policyTimeout = POLICY_TIMEOUT, rateLimit, certificates } = args
  const log = contained(args.log ?? globalThis.console)
  let server: ZapServer
  let authenticator: Authenticator
  let broken: (error: unknown) => void = () => undefined
  const failure = new Promise<never>((_, reject) => (broken = reject))
  failure.catch(() => undefined)
  try {
    authenticator = new Authenticator(pipe.context, { policy, policyTimeout, rateLimit, log })
    authenticator.certificates = certificates
    server = ZapServer.bind(pipe.context, authenticator, log, broken)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  try {
    await pipe.signal()
    await Promise.race([obey(pipe, authenticator, log), failure])
  } catch (error) {
    if (!pipe.endedBy(error)) server.crash()
    throw error
  } finally {
    server.close()
  }
}

async function obey(pipe: ActorPipe, authenticator: Authenticator, log: Logger): Promise<void> {
  for await (const message of pipe) {
    const [command = '', ...words] = message.map(String)
    try {
      if (authenticator.verbose) log.info(`zauth: API command=${quoted(command)}`)
      await execute(authenticator, command, words)
      await pipe.signal()
    } catch (error) {
      await pipe.refuse(error as Error)
    }
  }
}

/** Throws EINVAL for what makes no sense, ENOTSUP for GSSAPI, the system's code for files. What was set before holds then. */
async function execute(authenticator: Authenticator, command: string, words: readonly string[]): Promise<void> {
  switch (command) {
    case 'ALLOW':
      // An empty list means that nobody may come, and would let everybody in.
      if (words.length === 0) throw new ZmqError('EINVAL', 'ALLOW takes at least one address: without one it would allow everybody')
      authenticator.allowed.addAll(words)
      return
    case 'DENY':
      authenticator.denied.addAll(words)
      return
    case 'PLAIN':
      await authenticator.usePasswords(only(command, words, 'the name of a file'))
      return
    case 'CURVE': {
      const location = only(command, words, `a directory or ${CURVE_ALLOW_ANY}`)
      authenticator.certificates = location === CURVE_ALLOW_ANY ? 'any' : await openCertificates(location)
      return
    }
    case 'VERBOSE':
      authenticator.verbose = true
      return
    case 'GSSAPI':
      throw new ZmqError('ENOTSUP', 'GSSAPI needs native code, and nobody is let in by it')
    default:
      throw new ZmqError('EINVAL', `zauth has no command ${quoted(command.slice(0, 100))}`)
  }
}

function only(command: string, words: readonly string[], what: string): string {
  const [word = ''] = words
  if (words.length === 1 && word !== '') return word
  throw new ZmqError('EINVAL', `${command} takes ${what}, not ${words.length} words`)
}

/** Rejects with ENOENT, ENOTDIR or the system's code if the directory is missing or cannot be read. */
async function openCertificates(location: string): Promise<Certificates> {
  await fs.promises.readdir(location).catch((cause: NodeJS.ErrnoException) => {
    throw new ZmqError(cause.code ?? 'EINVAL', `cannot read certificates from ${location}: ${cause.message}`, { cause })
  })
  const store = new Zcertstore(location)
  await store.certs()
  return store
}
