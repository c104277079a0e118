/** The service behind the actor zgossip: a node with a server for each security it binds with, and any number of remotes. */
import { ZmqError } from '@tszmq/sockets'
import type { Dealer, Router, SocketOptions } from '@tszmq/sockets'
import type { ActorLog, ActorPipe, ActorService, Logger } from '@tszmq/zactor'
import { actorLog, excerpt } from '@tszmq/zactor/internal'
import { PUBLISH_OVERHEAD } from './gossip-message.ts'
import { GossipNode } from './gossip-node.ts'
import { GossipRemote } from './gossip-remote.ts'
import { GossipServer } from './gossip-server.ts'
import type { SilenceLimit } from './gossip-server.ts'
import { OwnerFeed } from './owner-feed.ts'
import { STAMP_PROPERTY, STAMP_SIZE } from './stamp.ts'

/** The arguments of the actor. Most of them limit what other nodes can make it keep. */
export interface ZgossipArgs {
  /** Where the actor logs what it does, after VERBOSE. Default `console`. */
  readonly log?: Partial<Logger>
  /** Maximum number of keys. Default 10,000. */
  readonly maxTuples?: number
  /** Maximum size of one value in bytes. Default 65,536. */
  readonly maxValueSize?: number
  /** Maximum size of all keys and values in bytes. Default 64 MiB. */
  readonly maxBytes?: number
  /** Maximum number of connections at each endpoint that it binds. Default 1000. */
  readonly maxClients?: number
  /** Maximum number of servers that it connects to. Default 1000. */
  readonly maxRemotes?: number
  /** Milliseconds between two PINGs to a server. Default 250, since a server of CZMQ forgets a client that is silent for a second. */
  readonly pingInterval?: number
}

const DEFAULTS = {
  maxTuples: 10_000,
  maxValueSize: 65_536,
  maxBytes: 64 * 1024 * 1024,
  maxClients: 1000,
  maxRemotes: 1000,
  pingInterval: 250,
}

/** CZMQ's ZAP domain for sockets with CURVE. */
const DEFAULT_DOMAIN = 'global'

/** The longest delay of a timer, in milliseconds: 24 days. */
export const MAX_TIMEOUT = 0x7fffffff

/** An hour in milliseconds. */
const MAX_INTERVAL = 3_600_000

type Limits = typeof DEFAULTS

export class GossipService implements ActorService {
  readonly log: ActorLog
  readonly #pipe: ActorPipe
  readonly #limits: Limits
  readonly #node: GossipNode
  /** One for each set of keys and domain, since a socket has one set. */
  readonly #servers: GossipServer[] = []
  readonly #remotes = new Map<string, { readonly remote: GossipRemote; readonly serverKey: string | undefined }>()
  readonly #common: SocketOptions<Router & Dealer>
  #publicKey: string | undefined = undefined
  #secretKey: string | undefined = undefined
  /** Set by ZAP DOMAIN. CZMQ's default is for sockets with CURVE only. */
  #zapDomain: string | undefined = undefined
  /** True if the keys or the domain have changed since the last server was made. */
  #securityChanged = true
  #timeout: SilenceLimit = { ms: 1000, strict: false }
  #port = -1
  #cancelTick: () => void = () => undefined

  /** Throws EINVAL for an invalid limit. */
  constructor(pipe: ActorPipe, { log, ...limits }: ZgossipArgs) {
    this.#pipe = pipe
    this.#limits = { ...DEFAULTS, ...limits }
    for (const [name, value] of Object.entries(this.#limits)) checkLimit(name, value, name === 'pingInterval' ? MAX_INTERVAL : MAX_TIMEOUT)
    this.log = actorLog('zgossip', log)
    const feed: OwnerFeed = new OwnerFeed(pipe, () => this.#node.table, this.#limits.maxTuples)
    this.#node = new GossipNode(pipe.context.runtime, this.#limits, feed.pump, (key) => feed.expire(key))
    this.#common = {
      context: pipe.context,
      maxMessageSize: PUBLISH_OVERHEAD + 255 + this.#limits.maxValueSize + STAMP_SIZE,
      maxMessageParts: 2,
      metadata: { [STAMP_PROPERTY]: '1' },
      // Without heartbeats dead connections would use up `maxClients`.
      heartbeatInterval: 4 * this.#limits.pingInterval,
      heartbeatTimeout: 8 * this.#limits.pingInterval,
      connectTimeout: 20 * this.#limits.pingInterval,
      handshakeInterval: 40 * this.#limits.pingInterval,
    }
    this.#tick()
  }

  close(): void {
    this.#cancelTick()
    for (const server of this.#servers) server.close()
    for (const { remote } of this.#remotes.values()) remote.close()
    this.#node.close()
  }

  /** The TCP port that was bound last; -1 if there is none. */
  get port(): number {
    return this.#port
  }

  /** The number of tuples. */
  get size(): number {
    return this.#node.table.size
  }

  /** Throws EINVAL, ERR_ZGOSSIP_LIMIT. */
  publish(key: string, value: string, ttl = 0): void {
    this.#node.publish({ key, value, ttl })
  }

  unpublish(key: string): void {
    this.#node.unpublish(key)
  }

  /** Sets keys or the ZAP domain for what is bound and connected from now on. */
  secure({ publicKey = this.#publicKey, secretKey = this.#secretKey, domain = this.#zapDomain }: Security): void {
    this.#publicKey = publicKey
    this.#secretKey = secretKey
    this.#zapDomain = domain
    this.#securityChanged = true
  }

  /** Milliseconds until a silent client is forgotten. */
  setTimeout(ms: number): void {
    this.#timeout = { ms, strict: true }
  }

  /** Rejects as `bind` of a socket. */
  async bind(endpoint: string): Promise<void> {
    if (this.#securityChanged) {
      const options = { ...this.#common, maxPeers: this.#limits.maxClients, ...this.#server() }
      this.#servers.push(
        new GossipServer(
          this.#node,
          options,
          () => this.#timeout,
          (line) => this.log.info(() => line),
        ),
      )
      this.#securityChanged = false
    }
    const bound = await (this.#servers.at(-1) as GossipServer).bind(endpoint)
    this.#port = Number(/^tcp:.*:(\d+)$/.exec(bound)?.[1] ?? -1)
  }

  /** Throws EINVAL, EPROTONOSUPPORT, ERR_ZGOSSIP_LIMIT. */
  connect(endpoint: string, serverKey?: string): void {
    const known = this.#remotes.get(endpoint)
    if (known !== undefined) {
      if (known.serverKey === serverKey) return
      throw new ZmqError(
        'EINVAL',
        `${endpoint} is connected to already, with ${known.serverKey === undefined ? 'no key' : 'another key'} of the server`,
      )
    }
    const { maxRemotes } = this.#limits
    if (this.#remotes.size >= maxRemotes) throw new ZmqError('ERR_ZGOSSIP_LIMIT', `there are ${maxRemotes} remotes already (maxRemotes)`)
    const remote = new GossipRemote(this.#node, endpoint, { ...this.#common, ...this.#client(serverKey) }, (line) =>
      this.log.info(() => line),
    )
    this.#remotes.set(endpoint, { remote, serverKey })
  }

  /** CURVE with our keys, if there are any. A domain that was set holds without keys too. Throws EINVAL for a public key alone. */
  #server(): SocketOptions<Router> {
    if (this.#secretKey !== undefined)
      return { curveServer: true, zapDomain: this.#zapDomain ?? DEFAULT_DOMAIN, ...this.#keys(this.#secretKey) }
    if (this.#publicKey !== undefined)
      throw new ZmqError('EINVAL', 'BIND with a public key needs SET SECRETKEY first: without it anybody could come in')
    return this.#zapDomain === undefined ? {} : { zapDomain: this.#zapDomain }
  }

  /** No CURVE without the key of the server, as in CZMQ. Throws EINVAL without a secret key of ours. */
  #client(curveServerKey: string | undefined): SocketOptions<Dealer> {
    if (curveServerKey === undefined) return {}
    if (this.#secretKey === undefined) throw new ZmqError('EINVAL', 'CONNECT with a key of the server needs SET SECRETKEY first')
    return { curveServerKey, ...this.#keys(this.#secretKey) }
  }

  #keys(curveSecretKey: string): Pick<SocketOptions<Dealer>, 'curveSecretKey' | 'curvePublicKey'> {
    return this.#publicKey === undefined ? { curveSecretKey } : { curveSecretKey, curvePublicKey: this.#publicKey }
  }

  #tick(): void {
    const { pingInterval } = this.#limits
    this.#cancelTick = this.#pipe.context.runtime.after(pingInterval, () => {
      for (const server of this.#servers) server.tick()
      for (const { remote } of this.#remotes.values()) remote.tick(pingInterval)
      this.#tick()
    })
  }
}

/** The keys of CURVE in Z85, and the ZAP domain. */
interface Security {
  readonly publicKey?: string | undefined
  readonly secretKey?: string | undefined
  readonly domain?: string | undefined
}

function checkLimit(name: string, value: unknown, max: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return
  throw new ZmqError('EINVAL', `${name} must be a whole number from 1 to ${max}, not ${excerpt(String(value))}`)
}
