/**
 * The authenticator of a context (zauth): who may connect to its sockets. It starts closed: NULL peers are let in if their address
 * may come, PLAIN and CURVE peers not before it was told by what.
 */
import type { Context } from '@tszmq/sockets'
import { TypedActor, Zactor } from '@tszmq/zactor'
import { checkObject, checkString } from '@tszmq/sockets/internal'
import { zauth } from './zauth-actor.ts'
import type { ZauthArgs, ZauthCommands } from './zauth-actor.ts'

export interface ZauthOptions extends ZauthArgs {
  /** The context that it guards. */
  readonly context?: Context
  /** Aborting it ends the authenticator. */
  readonly signal?: AbortSignal
}

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

  /** Rejects with EADDRINUSE when the context has a handler already, EINVAL for a rate limit that is none. */
  static async start(settings: ZauthOptions = {}): Promise<Zauth> {
    checkObject('options', settings)
    const { context, signal, ...args } = settings
    const options = { ...(context === undefined ? {} : { context }), ...(signal === undefined ? {} : { signal }) }
    return new Zauth(await Zactor.start<ZauthCommands, ZauthArgs>(zauth, args, options))
  }

  /**
   * ALLOW: from now on only these addresses, and those allowed before, may come, whatever is denied. IP addresses, CIDR blocks, and
   * '' for peers without one (ipc). Rejects with EINVAL for anything else, and none is added then.
   */
  allow(...addresses: string[]): Promise<void> {
    return this.actor.command(['ALLOW', ...addresses])
  }

  /** DENY: these addresses may not come. Rejects as `allow`. */
  deny(...addresses: string[]): Promise<void> {
    return this.actor.command(['DENY', ...addresses])
  }

  /**
   * PLAIN: users and passwords are in `file`, a `name=password` a line. It is read again when it changes. Rejects with the system's
   * code when it cannot be read, and what was set before holds then.
   */
  async plain(file: string): Promise<void> {
    checkString('file', file)
    return this.actor.command(['PLAIN', file])
  }

  /**
   * CURVE: keys that may come in have their certificates in the directory `location`, which is read again when it changes;
   * `CURVE_ALLOW_ANY` lets all of them in.
   */
  curve(location: string): Promise<void> {
    return this.actor.command(['CURVE', location])
  }

  /** VERBOSE: tells the log of every command and every verdict. */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }
}
