/** One end of a proxy, or its control: it makes the socket from CZMQ's type name, endpoints, topics and heartbeats. */
import type { Context, Socket } from '@tszmq/sockets'
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
  ZmqError,
} from '@tszmq/sockets'
import { attach } from '@tszmq/sockets/internal'
import { readEndWords } from './end-words.ts'

const TYPES = {
  PAIR: Pair,
  PUB: Publisher,
  SUB: Subscriber,
  REQ: Request,
  REP: Reply,
  DEALER: Dealer,
  ROUTER: Router,
  PULL: Pull,
  PUSH: Push,
  XPUB: XPublisher,
  XSUB: XSubscriber,
  STREAM: Stream,
} as const

export type ProxySocketType = keyof typeof TYPES

const SENDS_ONLY: readonly string[] = ['PUB', 'PUSH'] satisfies ProxySocketType[]
const RECEIVES_ONLY: readonly string[] = ['SUB', 'PULL'] satisfies ProxySocketType[]

const SUBSCRIBE = Buffer.of(1)

/** The options that DOMAIN, PLAIN and CURVE set. */
export type SecurityOptions = Readonly<Record<string, boolean | string>>

/** Binds and connects a socket: the socket itself, or a `Steering` that checks the endpoints first. */
export interface Attachable {
  readonly context: Context
  bind(endpoint: string): Promise<string>
  connect(endpoint: string): void
}

export class ProxyEnd {
  readonly security: Record<string, boolean | string> = {}
  socket: Socket | undefined = undefined
  /** Its endpoints, with the ports that the system chose. */
  endpoints = ''
  readonly #name: string
  #type: ProxySocketType | undefined = undefined

  constructor(name: string) {
    this.#name = name
  }

  /**
   * Throws EINVAL if a socket of `type` here and the socket of `other` cannot forward a message in either direction, such as two PULL.
   * CZMQ starts such a proxy, which then does nothing.
   */
  checkPair(type: string, other: ProxyEnd): void {
    const there = other.#type
    if (this.socket !== undefined || there === undefined || forwards(type, there) || forwards(there, type)) return
    throw new ZmqError('EINVAL', `a proxy between ${type} and ${there} forwards nothing: one side must receive what the other can send`)
  }

  /** Throws EBUSY if the socket is open. */
  secure(options: SecurityOptions): void {
    this.#checkNew()
    Object.assign(this.security, options)
  }

  /**
   * Makes the socket. `words`: topics and heartbeats, as `endWords` writes them. `attachable` gives the object that binds and connects it.
   * Rejects with EBUSY if there is a socket already, with EINVAL, or as `bind()` and `connect()` do, and closes the new socket then.
   */
  async open(
    context: Context,
    type: string,
    endpoints: string,
    words: readonly Buffer[],
    defaults: object,
    attachable: (socket: Socket) => Attachable = (socket) => socket,
  ): Promise<void> {
    this.#checkNew()
    const make = Object.hasOwn(TYPES, type) ? TYPES[type as ProxySocketType] : undefined
    if (make === undefined) throw new ZmqError('EINVAL', `${JSON.stringify(type.slice(0, 100))} is no type of socket`)
    const { topics, heartbeats } = readEndWords(words)
    if (topics.length > 0 && type !== 'SUB' && type !== 'XSUB') throw new ZmqError('EINVAL', `${type} takes no topics`)
    const socket = made(() => new make({ context, ...defaults, ...this.security, ...heartbeats }))
    try {
      for (const topic of topics) {
        if (socket instanceof Subscriber) socket.subscribe(topic)
        else await (socket as XSubscriber).send(Buffer.concat([SUBSCRIBE, topic]))
      }
      const attached = await attach(attachable(socket), endpoints, true)
      this.endpoints = attached.map(({ endpoint, connected }) => (connected ? `>${endpoint}` : endpoint)).join(',')
      this.socket = socket
      this.#type = type as ProxySocketType
    } catch (error) {
      socket.close()
      throw error
    }
  }

  #checkNew(): void {
    if (this.socket !== undefined) throw new ZmqError('EBUSY', `${this.#name} has its socket already`)
  }
}

/** True if a socket of type `to` can send what one of type `from` receives. */
function forwards(from: string, to: string): boolean {
  return !SENDS_ONLY.includes(from) && !RECEIVES_ONLY.includes(to)
}

/** Rethrows the TypeError of an option that the type does not have as EINVAL, which is the code of a wrong command. */
function made(make: () => Socket): Socket {
  try {
    return make()
  } catch (error) {
    throw error instanceof TypeError ? new ZmqError('EINVAL', error.message) : error
  }
}
