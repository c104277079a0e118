/** The actor: CZMQ's commands on its pipe, and requests for authentication at its ROUTER. It refuses GSSAPI, and what it does not know. */
import type { ActorPipe } from '@tszmq/zactor'
import { ZmqError } from '@tszmq/sockets'
import { Zcertstore } from '@tszmq/zconfig'
import type { Logger } from '@tszmq/zsys'
import { contained, quoted } from '@tszmq/zsys/internal'
import { Authenticator } from './authenticator.ts'
import type { Certificates } from './certificates.ts'
import type { RateLimit } from './handshake-limit.ts'
import { PasswordFile } from './password-file.ts'
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

/** For `Zactor.start(zauth, args)`; see `Zauth` for the typed form. */
export async function zauth(pipe: ActorPipe, args: ZauthArgs = {}): Promise<void> {
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
      authenticator.allowed.addAll(words)
      return
    case 'DENY':
      authenticator.denied.addAll(words)
      return
    case 'PLAIN':
      authenticator.passwords = await PasswordFile.load(only(command, words, 'the name of a file'))
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

/** Rejects when the directory cannot be read; one that is not there yet is empty. */
async function openCertificates(location: string): Promise<Certificates> {
  const store = new Zcertstore(location)
  await store.certs()
  return store
}
