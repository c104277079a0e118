/**
 * A gossip node (zgossip): tuples of a key and a value that every node of a loosely connected network gets to know. It refuses values
 * and tuples beyond its limits.
 */
import type { Context } from '@tszmq/sockets'
import { TypedActor, Zactor } from '@tszmq/zactor'
import { checkObject } from '@tszmq/sockets/internal'
import { zgossip } from './zgossip-actor.ts'
import type { ZgossipArgs, ZgossipCommands } from './zgossip-actor.ts'
import { NewsReader } from './news-reader.ts'
import type { GossipTuple } from './news-reader.ts'

export interface ZgossipOptions extends ZgossipArgs {
  /** Where its sockets are. */
  readonly context?: Context
  /** Aborting it ends the node. */
  readonly signal?: AbortSignal
}

/**
 * ```ts
 * await using node = await Zgossip.start()
 * const port = await node.bind('tcp://127.0.0.1:*')
 * await node.publish('service/1', 'tcp://10.0.0.7:5555', { ttl: 30_000 })
 * for await (const { key, value } of node) console.log(key, value)
 * ```
 */
export class Zgossip extends TypedActor<ZgossipCommands> {
  readonly #news: NewsReader

  private constructor(actor: Zactor<ZgossipCommands>) {
    super(actor)
    this.#news = new NewsReader(actor)
  }

  /** Rejects with EINVAL for a limit that is none. */
  static async start(settings: ZgossipOptions = {}): Promise<Zgossip> {
    checkObject('options', settings)
    const { context, signal, ...args } = settings
    const options = { ...(context === undefined ? {} : { context }), ...(signal === undefined ? {} : { signal }) }
    return new Zgossip(await Zactor.start<ZgossipCommands, ZgossipArgs>(zgossip, args, options))
  }

  /**
   * BIND, PORT: takes clients at `endpoint`. Resolves with the port, which a port `*` leaves to the system; -1 where there is none.
   * Rejects as every socket's `bind`.
   */
  async bind(endpoint: string): Promise<number> {
    await this.#command(['BIND', endpoint])
    return this.#ask('PORT')
  }

  /**
   * CONNECT: becomes a client of the node at `endpoint`, now or as soon as it can be reached. `serverKey`: its public key in Z85, with
   * which CURVE is spoken. Rejects with EINVAL, EPROTONOSUPPORT, ERR_ZGOSSIP_LIMIT beyond `maxRemotes`.
   */
  connect(endpoint: string, serverKey?: string): Promise<void> {
    return this.#command(serverKey === undefined ? ['CONNECT', endpoint] : ['CONNECT', endpoint, serverKey])
  }

  /**
   * PUBLISH: everybody gets to know it. `ttl`: milliseconds that it lives unless it is published again, up to 2³²-1; 0, the default, is
   * for ever. Rejects with EINVAL for a key of more than 255 bytes and for zero characters, ERR_ZGOSSIP_LIMIT for what does not fit.
   */
  async publish(key: string, value: string, options: { readonly ttl?: number } = {}): Promise<void> {
    checkObject('options', options)
    const { ttl = 0 } = options
    checkText({ key, value })
    return this.#command(ttl === 0 ? ['PUBLISH', key, value] : ['PUBLISH', key, value, String(ttl)])
  }

  /** UNPUBLISH: forgets it, on this node only. */
  async unpublish(key: string): Promise<void> {
    checkText({ key })
    return this.#command(['UNPUBLISH', key])
  }

  /** STATUS: how many tuples there are. */
  status(): Promise<number> {
    return this.#ask('STATUS')
  }

  /** SET PUBLICKEY, SET SECRETKEY: in Z85, for what is bound and connected from now on. A client needs the key of its server besides. */
  async curve(keys: { readonly publicKey: string; readonly secretKey: string }): Promise<void> {
    checkObject('keys', keys)
    const { publicKey, secretKey } = keys
    await this.#command(['SET PUBLICKEY', publicKey])
    await this.#command(['SET SECRETKEY', secretKey])
  }

  /** ZAP DOMAIN: what a handler is told clients with CURVE ask for; 'global' by default. For what is bound from now on. */
  async zapDomain(domain: string): Promise<void> {
    checkText({ domain })
    return this.#command(['ZAP DOMAIN', domain])
  }

  /**
   * SET: `server/timeout` is the milliseconds after which a silent client is forgotten. Rejects with EINVAL for all other settings.
   */
  set(path: 'server/timeout', value: number): Promise<void> {
    return this.#command(['SET', path, String(value)])
  }

  /** VERBOSE: tells the log of each command, client and refusal. */
  verbose(): Promise<void> {
    return this.#command(['VERBOSE'])
  }

  /** DELIVER, EXPIRE: each tuple that is new, also those published here. Who does not read gets the last value of each key later. */
  [Symbol.asyncIterator](): AsyncGenerator<GossipTuple, undefined> {
    return this.#news.tuples()
  }

  /** The answer comes as a message of the same name, among the tuples. */
  async #ask(question: 'PORT' | 'STATUS'): Promise<number> {
    const answer = this.#news.answer(question)
    answer.catch(() => undefined)
    await this.#command([question])
    return Number(await answer)
  }

  #command(message: Parameters<Zactor<ZgossipCommands>['command']>[0]): Promise<void> {
    return this.#news.during(this.actor.command(message))
  }
}

/** Throws TypeError: what is left out would go as an empty text, which is a key as any other. */
function checkText(words: Readonly<Record<string, unknown>>): void {
  for (const [name, word] of Object.entries(words)) if (typeof word !== 'string') throw new TypeError(`${name} is text, not ${typeof word}`)
}
