/** The actor: CZMQ's commands on its pipe, a server and any number of remotes. It refuses what it does not know. */
import { ZmqError } from '@tszmq/sockets'
import type { Dealer, Router, SocketOptions } from '@tszmq/sockets'
import type { ActorPipe } from '@tszmq/zactor'
import { octetText } from '@tszmq/sockets/internal'
import type { Logger } from '@tszmq/zactor'
import { contained, quoted } from '@tszmq/zactor/internal'
import { GossipNode } from './gossip-node.ts'
import { GossipRemote } from './gossip-remote.ts'
import { GossipServer } from './gossip-server.ts'
import type { SilenceLimit } from './gossip-server.ts'
import { PUBLISH_OVERHEAD } from './gossip-message.ts'
import { OwnerFeed } from './owner-feed.ts'
import { STAMP_PROPERTY, STAMP_SIZE } from './stamp.ts'

/** The commands, as frames. A name may have a blank in it. */
export interface ZgossipCommands {
  BIND: [endpoint: string]
  PORT: []
  CONNECT: [endpoint: string] | [endpoint: string, serverKey: string]
  PUBLISH: [key: string, value: string] | [key: string, value: string, ttl: string]
  UNPUBLISH: [key: string]
  STATUS: []
  SET: [path: string, value: string]
  'SET PUBLICKEY': [key: string]
  'SET SECRETKEY': [key: string]
  'ZAP DOMAIN': [domain: string]
  VERBOSE: []
  [command: string]: string[]
}

/** What it is started with; all of it limits what others may make it keep. */
export interface ZgossipArgs {
  /** Where it tells what it does, after VERBOSE; `console` by default. */
  readonly log?: Partial<Logger>
  /** Keys. Default 10,000. */
  readonly maxTuples?: number
  /** Bytes of one value. Default 65,536. */
  readonly maxValueSize?: number
  /** Bytes of all keys and values. Default 64 MiB. */
  readonly maxBytes?: number
  /** Connections at each endpoint it binds. Default 1000. */
  readonly maxClients?: number
  /** Servers it may connect to. Default 1000. */
  readonly maxRemotes?: number
  /** Milliseconds between two PINGs to a server. Default 250: a server of CZMQ forgets who is silent for a second. */
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

/** CZMQ's domain of sockets with CURVE. */
const DEFAULT_DOMAIN = 'global'

const MAX_TIMEOUT = 0x7fffffff
/** An hour. */
const MAX_INTERVAL = 3_600_000

type Limits = typeof DEFAULTS

/** For `Zactor.start(zgossip, args)`; see `Zgossip` for the typed form. */
export async function zgossip(pipe: ActorPipe, args: ZgossipArgs = {}): Promise<void> {
  let actor: ZgossipActor
  try {
    actor = new ZgossipActor(pipe, args)
  } catch (error) {
    return pipe.refuse(error as Error)
  }
  try {
    await pipe.signal()
    await actor.run()
  } finally {
    actor.close()
  }
}

class ZgossipActor {
  readonly #pipe: ActorPipe
  readonly #limits: Limits
  readonly #node: GossipNode
  /** One for each security: a socket has one. */
  readonly #servers: GossipServer[] = []
  readonly #remotes = new Map<string, { readonly remote: GossipRemote; readonly serverKey: string | undefined }>()
  readonly #log: (line: string) => void
  readonly #common: SocketOptions<Router & Dealer>
  #verbose = false
  #publicKey: string | undefined = undefined
  #secretKey: string | undefined = undefined
  /** As ZAP DOMAIN has set it. CZMQ's default is for sockets with CURVE only. */
  #zapDomain: string | undefined = undefined
  /** Keys or domain are others than those of the last server. */
  #rekeyed = true
  #timeout: SilenceLimit = { ms: 1000, strict: false }
  #port = -1
  #cancelTick: () => void = () => undefined

  /** Throws EINVAL for a limit that is none. */
  constructor(pipe: ActorPipe, { log = globalThis.console, ...limits }: ZgossipArgs) {
    this.#pipe = pipe
    this.#limits = { ...DEFAULTS, ...limits }
    for (const [name, value] of Object.entries(this.#limits)) whole(name, value, 1, name === 'pingInterval' ? MAX_INTERVAL : MAX_TIMEOUT)
    const logger = contained(log)
    this.#log = (line) => {
      if (this.#verbose) logger.info(`zgossip: ${line}`)
    }
    const feed: OwnerFeed = new OwnerFeed(pipe, () => this.#node.table, this.#limits.maxTuples)
    this.#node = new GossipNode(pipe.context.runtime, this.#limits, feed.pump, (key) => feed.expire(key))
    this.#common = {
      context: pipe.context,
      maxMessageSize: PUBLISH_OVERHEAD + 255 + this.#limits.maxValueSize + STAMP_SIZE,
      maxMessageParts: 2,
      metadata: { [STAMP_PROPERTY]: '1' },
      // Else connections that are dead, of which nobody was told, would take the place of others.
      heartbeatInterval: 4 * this.#limits.pingInterval,
      heartbeatTimeout: 8 * this.#limits.pingInterval,
      connectTimeout: 20 * this.#limits.pingInterval,
      handshakeInterval: 40 * this.#limits.pingInterval,
    }
    this.#tick()
  }

  async run(): Promise<void> {
    for await (const message of this.#pipe) {
      const [command = '', ...words] = message.map((frame) => octetText(frame))
      try {
        this.#log(`command ${quoted(command.slice(0, 100))}`)
        await this.#execute(command, words)
        await this.#pipe.signal()
      } catch (error) {
        await this.#pipe.refuse(error as Error)
      }
    }
  }

  close(): void {
    this.#cancelTick()
    for (const server of this.#servers) server.close()
    for (const { remote } of this.#remotes.values()) remote.close()
    this.#node.close()
  }

  /** Throws EINVAL for what makes no sense, ERR_ZGOSSIP_LIMIT for what does not fit, a socket's own codes. Nothing is changed then. */
  async #execute(command: string, words: readonly string[]): Promise<void> {
    switch (command) {
      case 'BIND':
        return this.#bind(...take(command, words, ['endpoint']))
      case 'PORT':
        take(command, words, [])
        return this.#pipe.send(['PORT', String(this.#port)])
      case 'CONNECT':
        this.#connect(...take(command, words, ['endpoint'], ['serverKey']))
        return
      case 'PUBLISH': {
        const [key, value, ttl = '0'] = take(command, words, ['key', 'value'], ['ttl'])
        this.#node.publish({ key, value, ttl: number('ttl', ttl, 0, 0xffffffff) })
        return
      }
      case 'UNPUBLISH':
        return void this.#node.unpublish(take(command, words, ['key'])[0])
      case 'STATUS':
        take(command, words, [])
        return this.#pipe.send(['STATUS', String(this.#node.table.size)])
      case 'SET':
        this.#set(...take(command, words, ['path', 'value']))
        return
      case 'SET PUBLICKEY':
        this.#publicKey = key(command, ...take(command, words, ['key']))
        this.#rekeyed = true
        return
      case 'SET SECRETKEY':
        this.#secretKey = key(command, ...take(command, words, ['key']))
        this.#rekeyed = true
        return
      case 'ZAP DOMAIN':
        this.#zapDomain = take(command, words, ['domain'])[0]
        this.#rekeyed = true
        return
      case 'VERBOSE':
        take(command, words, [])
        this.#verbose = true
        return
      default:
        throw new ZmqError('EINVAL', `zgossip has no command ${quoted(command.slice(0, 100))}`)
    }
  }

  async #bind(endpoint: string): Promise<void> {
    if (this.#rekeyed) {
      const options = { ...this.#common, maxPeers: this.#limits.maxClients, ...this.#server() }
      this.#servers.push(new GossipServer(this.#node, options, () => this.#timeout, this.#log))
      this.#rekeyed = false
    }
    const bound = await (this.#servers.at(-1) as GossipServer).bind(endpoint)
    this.#port = Number(/^tcp:.*:(\d+)$/.exec(bound)?.[1] ?? -1)
  }

  #connect(endpoint: string, serverKey: string | undefined): void {
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
    const remote = new GossipRemote(this.#node, endpoint, { ...this.#common, ...this.#client(serverKey) }, this.#log)
    this.#remotes.set(endpoint, { remote, serverKey })
  }

  /** CURVE with our keys, if there are any. A domain that was set counts without them too. Throws EINVAL for half a pair. */
  #server(): SocketOptions<Router> {
    if (this.#secretKey !== undefined)
      return { curveServer: true, zapDomain: this.#zapDomain ?? DEFAULT_DOMAIN, ...this.#keys(this.#secretKey) }
    if (this.#publicKey !== undefined)
      throw new ZmqError('EINVAL', 'BIND with a public key needs SET SECRETKEY first: without it anybody could come in')
    return this.#zapDomain === undefined ? {} : { zapDomain: this.#zapDomain }
  }

  /** Without a key of the server there is no CURVE, as in CZMQ. */
  #client(curveServerKey: string | undefined): SocketOptions<Dealer> {
    if (curveServerKey === undefined) return {}
    if (this.#secretKey === undefined) throw new ZmqError('EINVAL', 'CONNECT with a key of the server needs SET SECRETKEY first')
    return { curveServerKey, ...this.#keys(this.#secretKey) }
  }

  #keys(curveSecretKey: string): Pick<SocketOptions<Dealer>, 'curveSecretKey' | 'curvePublicKey'> {
    return this.#publicKey === undefined ? { curveSecretKey } : { curveSecretKey, curvePublicKey: this.#publicKey }
  }

  #set(path: string, value: string): void {
    if (path !== 'server/timeout') throw new ZmqError('EINVAL', `zgossip has no setting ${quoted(path.slice(0, 100))}`)
    this.#timeout = { ms: number(path, value, 1, MAX_TIMEOUT), strict: true }
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

type Words<N extends readonly string[]> = { [I in keyof N]: string }
type Optional<N extends readonly string[]> = { [I in keyof N]?: string }

/** The words of a command, as many as it takes. Throws EINVAL. */
function take<const N extends readonly string[], const O extends readonly string[] = []>(
  command: string,
  words: readonly string[],
  needed: N,
  more?: O,
): [...Words<N>, ...Optional<O>] {
  const most = needed.length + (more?.length ?? 0)
  if (words.length >= needed.length && words.length <= most) return words as unknown as [...Words<N>, ...Optional<O>]
  throw new ZmqError('EINVAL', `${command} takes ${[...needed, ...(more ?? [])].join(', ') || 'nothing'}, not ${words.length} words`)
}

/** Never tells it: it may be a secret with one character too many. */
function key(command: string, text: string): string {
  if (/^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(text)) return text
  throw new ZmqError('EINVAL', `${command} takes 40 characters of Z85`)
}

function number(name: string, text: string, min: number, max: number): number {
  return whole(name, /^\d{1,15}$/.test(text) ? Number(text) : text, min, max)
}

function whole(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new ZmqError('EINVAL', `${name} is a whole number from ${min} to ${max}, not ${quoted(String(value).slice(0, 100))}`)
}
