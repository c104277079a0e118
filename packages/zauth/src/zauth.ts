/**
 * The authenticator of a context (zauth): it decides which peers may connect to the sockets of the context. It admits NULL peers by their
 * address. It admits PLAIN and CURVE peers only after `plain()` or `curve()`.
 */
import { checkObject, checkString } from '@tszmq/sockets/internal'
import { TypedActor } from '@tszmq/zactor'
import type { TypedActorOptions, Zactor } from '@tszmq/zactor'
import { startTyped } from '@tszmq/zactor/internal'
import { zauth } from './zauth-actor.ts'
import type { ZauthArgs, ZauthCommands } from './zauth-actor.ts'

export interface ZauthOptions extends ZauthArgs, TypedActorOptions {}

/**
 * ```ts
 * await using auth = await Zauth.start()
 * await auth.deny('10.1.0.0/16')
 * await auth.plain('/etc/my-service/passwords')
 * ```
 */
export class Zauth extends TypedActor<ZauthCommands> {
  private constructor(actor: Zactor<ZauthCommands>) {
    super(actor)
  }

  /** Starts the authenticator. Rejects with EADDRINUSE if the context has a ZAP handler already, EINVAL for an invalid option. */
  static async start(settings: ZauthOptions = {}): Promise<Zauth> {
    checkObject('options', settings)
    return new Zauth(await startTyped<ZauthCommands, ZauthArgs>(zauth, settings))
  }

  /**
   * Admits only these addresses, and those allowed before, whatever is denied (ALLOW). An entry is an IP address, a CIDR block, or '' for
   * peers without an address (ipc). Rejects with EINVAL for any other entry or for none, and adds none of them then.
   */
  allow(...addresses: string[]): Promise<void> {
    return this.actor.command(['ALLOW', ...addresses])
  }

  /** Refuses these addresses (DENY). Rejects as `allow`. */
  deny(...addresses: string[]): Promise<void> {
    return this.actor.command(['DENY', ...addresses])
  }

  /**
   * Admits the users of `file`, which has a line `name=password` for each (PLAIN). The file is read again when it changes. Rejects with the
   * system's code if it cannot be read; the file of before stays in use then.
   */
  async plain(file: string): Promise<void> {
    checkString('file', file)
    return this.actor.command(['PLAIN', file])
  }

  /**
   * Admits the keys whose certificates are in the directory `location`, which is read again when it changes (CURVE). `CURVE_ALLOW_ANY` admits
   * every key. Rejects with the system's code if the directory cannot be read.
   */
  curve(location: string): Promise<void> {
    return this.actor.command(['CURVE', location])
  }

  /** Logs each command and each decision from now on (VERBOSE). */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }
}
