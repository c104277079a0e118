/** A gossip node (zgossip): publishes tuples of a key and a value to all nodes of a loosely connected network, and receives theirs. */
import { checkObject, octetText } from '@tszmq/sockets/internal'
import { TypedActor } from '@tszmq/zactor'
import type { TypedActorOptions, Zactor } from '@tszmq/zactor'
import { KeepLatestOfKey, startTyped } from '@tszmq/zactor/internal'
import type { ZgossipArgs } from './gossip-service.ts'
import { zgossip } from './zgossip-actor.ts'
import type { ZgossipCommands } from './zgossip-actor.ts'

/** A tuple that was published, or whose time to live is over. */
export interface GossipTuple {
  readonly key: string
  /** Undefined if the time to live is over. */
  readonly value: string | undefined
}

export interface ZgossipOptions extends ZgossipArgs, TypedActorOptions {}

/**
 * ```ts
 * await using node = await Zgossip.start()
 * const port = await node.bind('tcp://127.0.0.1:*')
 * await node.publish('service/1', 'tcp://10.0.0.7:5555', { ttl: 30_000 })
 * for await (const { key, value } of node) console.log(key, value)
 * ```
 */
export class Zgossip extends TypedActor<ZgossipCommands> {
  private constructor(actor: Zactor<ZgossipCommands>) {
    super(actor)
  }

  /** Starts a node. Rejects with EINVAL for an invalid limit. */
  static async start(settings: ZgossipOptions = {}): Promise<Zgossip> {
    checkObject('options', settings)
    return new Zgossip(await startTyped<ZgossipCommands, ZgossipArgs>(zgossip, settings, new KeepLatestOfKey(topicOf)))
  }

  /**
   * Takes clients at `endpoint` (BIND, PORT). Resolves to the port, which the system chooses for `*`, or to -1 if the transport has none.
   * Rejects as `bind` of a socket.
   */
  async bind(endpoint: string): Promise<number> {
    await this.actor.command(['BIND', endpoint])
    return this.#ask('PORT')
  }

  /**
   * Becomes a client of the node at `endpoint`, now or as soon as it can be reached (CONNECT). `serverKey` is its public key in Z85; with it
   * the connection uses CURVE. Rejects with EINVAL, EPROTONOSUPPORT, or ERR_ZGOSSIP_LIMIT beyond `maxRemotes`.
   */
  connect(endpoint: string, serverKey?: string): Promise<void> {
    return this.actor.command(serverKey === undefined ? ['CONNECT', endpoint] : ['CONNECT', endpoint, serverKey])
  }

  /**
   * Sends a tuple to all nodes (PUBLISH). `ttl` is the milliseconds that it lives unless it is published again, up to 2³²-1; 0, the default,
   * is for ever. Rejects with EINVAL for a key of more than 255 bytes and for a zero character, ERR_ZGOSSIP_LIMIT beyond a limit.
   */
  async publish(key: string, value: string, options: { readonly ttl?: number } = {}): Promise<void> {
    checkObject('options', options)
    const { ttl = 0 } = options
    checkText({ key, value })
    return this.actor.command(ttl === 0 ? ['PUBLISH', key, value] : ['PUBLISH', key, value, String(ttl)])
  }

  /** Forgets a key, on this node only (UNPUBLISH). */
  async unpublish(key: string): Promise<void> {
    checkText({ key })
    return this.actor.command(['UNPUBLISH', key])
  }

  /** Resolves to the number of tuples (STATUS). */
  status(): Promise<number> {
    return this.#ask('STATUS')
  }

  /**
   * Sets the keys of this node, in Z85, for what is bound and connected from now on (SET PUBLICKEY, SET SECRETKEY). A client also needs the
   * key of its server.
   */
  async curve(keys: { readonly publicKey: string; readonly secretKey: string }): Promise<void> {
    checkObject('keys', keys)
    const { publicKey, secretKey } = keys
    await this.actor.command(['SET PUBLICKEY', publicKey])
    await this.actor.command(['SET SECRETKEY', secretKey])
  }

  /** Sets the ZAP domain of what is bound from now on (ZAP DOMAIN). Default with CURVE: 'global'. */
  async zapDomain(domain: string): Promise<void> {
    checkText({ domain })
    return this.actor.command(['ZAP DOMAIN', domain])
  }

  /**
   * Sets `server/timeout`, the milliseconds until a silent client is forgotten (SET). Rejects with EINVAL for all other paths.
   */
  set(path: 'server/timeout', value: number): Promise<void> {
    return this.actor.command(['SET', path, String(value)])
  }

  /** Logs each command, client and refusal from now on (VERBOSE). */
  verbose(): Promise<void> {
    return this.actor.command(['VERBOSE'])
  }

  /**
   * Yields each tuple that is new, those published here too (DELIVER), and each whose time to live is over (EXPIRE). A tuple that is replaced
   * before the owner receives it is left out. Ends with the actor; throws ERR_ZACTOR_CRASHED if the actor crashed.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<GossipTuple, undefined> {
    for await (const message of this.actor) {
      const tuple = decode(message)
      if (tuple !== undefined) yield tuple
    }
    return undefined
  }

  async #ask(question: 'PORT' | 'STATUS'): Promise<number> {
    const reply = (await this.actor.ask([question], (message) => String(message[0]) === question)) as Buffer[]
    return Number(reply[1])
  }
}

/** A tuple replaces the one before of the same key, as long as the owner has received neither. */
function topicOf(message: readonly Buffer[]): string {
  const { key } = decode(message) ?? { key: undefined }
  return key === undefined ? String(message[0]) : `tuple ${key}`
}

/** Undefined for a message that is no tuple. */
function decode(message: readonly Buffer[]): GossipTuple | undefined {
  const [name, key = '', value] = message.map((frame) => octetText(frame))
  return name === 'DELIVER' || name === 'EXPIRE' ? { key, value } : undefined
}

/** Throws TypeError: a value that is left out would be sent as an empty text, which is a valid key. */
function checkText(words: Readonly<Record<string, unknown>>): void {
  for (const [name, word] of Object.entries(words)) if (typeof word !== 'string') throw new TypeError(`${name} is text, not ${typeof word}`)
}
