/** The endpoints of one socket: where it is bound and connected. */
import { formatEndpoint, parseEndpoint } from '@tszmq/transports'
import { unknownScheme } from '@tszmq/transports/internal'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { Binder } from './binder.ts'
import { Connecter } from './connecter.ts'
import type { Context } from '../socket/context.ts'
import type { InprocSocket } from '../inproc/inproc.ts'
import { InprocConnecter } from '../inproc/inproc-connecter.ts'
import type { EndpointHolder, Place, SocketPort } from '../socket/socket-port.ts'
import { threadOptions } from '../inproc/thread-options.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Types for which libzmq ignores a second connect to the same endpoint (is_single_connect). */
const SINGLE_CONNECT: readonly SocketTypeName[] = ['DEALER', 'SUB', 'PUB', 'REQ']

/** Schemes of byte streams, the only ones that STREAM sockets can use. */
const STREAM_SCHEMES = ['tcp', 'ipc']

export class Endpoints {
  /** The endpoint that was bound or connected last, with its real port. */
  last: string | null = null
  readonly #port: SocketPort
  readonly #context: Context
  readonly #inprocSide: InprocSocket
  /** Each binder with the endpoint that was passed to `bind`, normalized. */
  readonly #binders = new Map<Binder, string>()
  /** By normalized endpoint. */
  readonly #connecters = new Map<string, EndpointHolder[]>()
  /** Inproc names that other threads may connect to, each with its binder once one has. */
  readonly #offered = new Map<string, Binder | undefined>()
  /** Unbound or disconnected endpoints that still have messages to send. */
  readonly #closing = new Set<EndpointHolder>()

  constructor(port: SocketPort, context: Context, inprocSide: InprocSocket) {
    this.#port = port
    this.#context = context
    this.#inprocSide = inprocSide
  }

  /** Endpoints that the socket is bound to. */
  get bound(): string[] {
    return [
      ...[...this.#binders.keys()].map(({ endpoint }) => endpoint),
      ...this.#context.inproc.namesOf(this.#inprocSide).map((name) => `inproc://${name}`),
    ]
  }

  /** Endpoints that the socket connects to, one item for each `connect`. */
  get connected(): string[] {
    return [...this.#connecters].flatMap(([address, holders]) => holders.map(() => address))
  }

  /**
   * Throws for an invalid address. Resolves with the real endpoint when the system has bound it, or rejects with its error. If the error is
   * known at once, `refused` is called with it.
   */
  bind(address: string, refused?: (error: Error) => void): Promise<string> {
    const { scheme, address: where } = parseEndpoint(address)
    if (scheme === 'inproc') {
      this.#checkScheme(scheme, address)
      this.#context.inproc.bind(where, this.#inprocSide)
      this.#offer(where, address)
      this.last = address
      return Promise.resolve(address)
    }
    const place = this.#place(scheme, where)
    const requested = formatEndpoint(scheme, place.transport.checkBind(where))
    return this.#listen(new Binder(this.#port, place.endpoint), requested, place, refused)
  }

  /**
   * Unbinds the real endpoint `address`, or the one that was passed to `bind`, in any spelling. Throws ENOENT. Resolves when all connections
   * that it accepted have ended.
   */
  unbind(address: string): Promise<void> {
    const { scheme, address: where } = parseEndpoint(address)
    if (scheme === 'inproc') {
      this.#context.inproc.unbind(where, this.#inprocSide)
      return this.#withdraw(where, this.#port.options.linger)
    }
    const binders = this.#bindersOf(address)
    if (binders.length === 0) throw new ZmqError('ENOENT', `${address} is not bound by this socket`, { address })
    for (const binder of binders) this.#binders.delete(binder)
    return Promise.all(binders.map((binder) => this.#close(binder, this.#port.options.linger))).then(() => undefined)
  }

  /** Throws EINVAL, EPROTONOSUPPORT. `claim` reserves the routing id before the endpoint is connected. */
  connect(address: string, routingId: Uint8Array | undefined, claim: (routingId: Uint8Array) => void): void {
    const { scheme, address: where } = parseEndpoint(address)
    const key = this.#normal(address, 'checkConnect')
    const again = this.#connecters.get(key)
    if (again !== undefined && scheme !== 'inproc' && SINGLE_CONNECT.includes(this.#port.type)) return
    if (routingId !== undefined) claim(routingId)
    const holder = this.#connecter(scheme, where, routingId)
    if (again === undefined) this.#connecters.set(key, [holder])
    else again.push(holder)
    this.last = address
  }

  /** Undoes every `connect()` to `address`. Throws ENOENT. */
  disconnect(address: string): void {
    const key = this.#normal(address, 'checkConnect')
    const holders = this.#connecters.get(key)
    if (holders === undefined) throw new ZmqError('ENOENT', `this socket is not connected to ${address}`, { address })
    this.#connecters.delete(key)
    for (const holder of holders) void this.#close(holder, this.#port.options.linger, true)
  }

  /** Removes a connecter that never connects again, so that its endpoint can be connected anew. */
  stopped(holder: EndpointHolder): void {
    const key = this.#normal(holder.endpoint, 'checkConnect')
    const holders = this.#connecters.get(key)?.filter((each) => each !== holder) ?? []
    if (holders.length > 0) this.#connecters.set(key, holders)
    else this.#connecters.delete(key)
  }

  /** Closes all endpoints, after at most `linger`. Resolves when all connections have ended. */
  close(): Promise<unknown> {
    const { linger } = this.#port.options
    for (const name of this.#offered.keys()) void this.#withdraw(name, linger)
    return Promise.all(this.#holders().map((holder) => holder.close(linger)))
  }

  /** Number of messages that wait to be sent, by endpoint. */
  get unsent(): ReadonlyMap<string, number> {
    const unsent = new Map<string, number>()
    for (const holder of this.#holders()) {
      const count = holder.unsent
      if (count > 0) unsent.set(holder.endpoint, (unsent.get(holder.endpoint) ?? 0) + count)
    }
    return unsent
  }

  /** Sends queued messages at the exit of the process, without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean {
    return this.#holders().filter((holder) => holder.sendNow()).length > 0
  }

  #holders(): EndpointHolder[] {
    const threadBinders = [...this.#offered.values()].filter((binder) => binder !== undefined)
    return [...this.#binders.keys(), ...threadBinders, ...[...this.#connecters.values()].flat(), ...this.#closing]
  }

  /** Closes `holder`, and keeps it until its messages are sent. */
  #close(holder: EndpointHolder, linger: number, disconnected = false): Promise<void> {
    this.#closing.add(holder)
    return holder.close(linger, disconnected).finally(() => this.#closing.delete(holder))
  }

  /** Lets other threads connect to an inproc name. Their connections are accepted by a binder, which is created for the first one. */
  #offer(name: string, endpoint: string): void {
    const { threads } = this.#context
    if (threads === undefined) return
    this.#offered.set(name, undefined)
    threads.offer(
      name,
      (conn) => {
        const known = this.#offered.get(name)
        const binder = known ?? new Binder(this.#port, endpoint, threadOptions(this.#port.options))
        if (known === undefined) this.#offered.set(name, binder)
        binder.accept(conn)
      },
      () => {
        const error = new ZmqError(
          'EADDRINUSE',
          `${endpoint} was bound by another thread before: only sockets of this thread can connect to this one`,
          {
            address: endpoint,
          },
        )
        this.#port.emit({ type: 'bind:error', address: endpoint, error })
      },
    )
  }

  #withdraw(name: string, linger: number): Promise<void> {
    if (!this.#offered.has(name)) return Promise.resolve()
    this.#context.threads?.withdraw(name)
    const binder = this.#offered.get(name)
    this.#offered.delete(name)
    return binder === undefined ? Promise.resolve() : this.#close(binder, linger)
  }

  async #listen(binder: Binder, requested: string, place: Place, refused?: (error: Error) => void): Promise<string> {
    this.#binders.set(binder, requested)
    try {
      this.last = await binder.bind(place, refused)
      // As in libzmq, an endpoint with a `*` can be unbound only by its real name.
      if (/[:/]\*$/.test(requested) && this.#binders.has(binder)) this.#binders.set(binder, binder.endpoint)
    } catch (error) {
      this.#binders.delete(binder)
      throw error
    }
    return binder.endpoint
  }

  /** Returns the binder whose real endpoint is `address`, otherwise all that were bound with it. */
  #bindersOf(address: string): Binder[] {
    const key = this.#normal(address, 'checkBind')
    for (const binder of this.#binders.keys()) if (binder.endpoint === key || binder.endpoint === address) return [binder]
    return [...this.#binders].filter(([, requested]) => requested === key).map(([binder]) => binder)
  }

  /** Returns `address` in its normalized spelling, or unchanged if it is not valid. */
  #normal(address: string, check: 'checkBind' | 'checkConnect'): string {
    try {
      const { scheme, address: where } = parseEndpoint(address)
      const transport = this.#context.transport(scheme)
      return transport === undefined ? address : formatEndpoint(scheme, transport[check](where))
    } catch {
      return address
    }
  }

  #connecter(scheme: string, where: string, routingId: Uint8Array | undefined): EndpointHolder {
    if (scheme === 'inproc') {
      this.#checkScheme(scheme, `inproc://${where}`)
      return new InprocConnecter(this.#port, this.#context, where, this.#inprocSide, routingId)
    }
    const place = this.#place(scheme, where)
    place.transport.checkConnect(where)
    return new Connecter(this.#port, place, routingId)
  }

  /** Throws EPROTONOSUPPORT, ENOCOMPATPROTO, ENOTSUP. */
  #place(scheme: string, address: string): Place {
    const endpoint = `${scheme}://${address}`
    const transport = this.#context.transport(scheme)
    if (transport === undefined) throw unknownScheme(endpoint, [...this.#context.schemes, 'inproc'])
    this.#checkScheme(scheme, endpoint)
    return { transport, address, endpoint }
  }

  #checkScheme(scheme: string, endpoint: string): void {
    if (this.#port.type !== 'STREAM') return
    if (!STREAM_SCHEMES.includes(scheme))
      throw new ZmqError('ENOCOMPATPROTO', `a STREAM socket cannot use ${endpoint}`, { address: endpoint })
    const { mechanism, securityMechanisms, authenticate, zapDomain } = this.#port.options
    if (mechanism === 'NULL' && securityMechanisms === null && authenticate === null && (zapDomain ?? '') === '') return
    throw new ZmqError(
      'ENOTSUP',
      `a STREAM socket has no handshake: its peers cannot be authenticated, and nothing is encrypted at ${endpoint}`,
      { address: endpoint },
    )
  }
}
