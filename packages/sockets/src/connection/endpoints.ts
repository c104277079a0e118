/**
 * Where one socket is bound and connected. It refuses addresses that make no sense, and schemes its type cannot speak; what
 * goes over a connection is not its business.
 */
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

/** libzmq ignores a second connect to the same endpoint for these (is_single_connect). */
const SINGLE_CONNECT: readonly SocketTypeName[] = ['DEALER', 'SUB', 'PUB', 'REQ']

/** Socket types that speak no ZMTP go over streams only. */
const STREAM_SCHEMES = ['tcp', 'ipc']

export class Endpoints {
  /** What was bound or connected last, as it really is. */
  last: string | null = null
  readonly #port: SocketPort
  readonly #context: Context
  readonly #inprocSide: InprocSocket
  /** Bound, or about to be; each with the endpoint that was asked for, in its normal form. */
  readonly #binders = new Map<Binder, string>()
  /** By endpoint in its normal form. */
  readonly #connecters = new Map<string, EndpointHolder[]>()
  /** Inproc names that other threads may come to, each with its binder once somebody has. */
  readonly #offered = new Map<string, Binder | undefined>()
  /** Disconnected, but with something to send still. */
  readonly #leaving = new Set<EndpointHolder>()

  constructor(port: SocketPort, context: Context, inprocSide: InprocSocket) {
    this.#port = port
    this.#context = context
    this.#inprocSide = inprocSide
  }

  /** Where it is bound. */
  get bound(): string[] {
    return [
      ...[...this.#binders.keys()].map(({ endpoint }) => endpoint),
      ...this.#context.inproc.namesOf(this.#inprocSide).map((name) => `inproc://${name}`),
    ]
  }

  /** Where it is connected, or tries to. One that was connected to twice is there twice. */
  get connected(): string[] {
    return [...this.#connecters].flatMap(([address, holders]) => holders.map(() => address))
  }

  /**
   * Throws what is wrong with the address. The promise tells whether the system lets us have it; `refused` is called instead
   * of waiting for it, where that is known at once.
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
    const asked = formatEndpoint(scheme, place.transport.checkBind(where))
    return this.#listen(new Binder(this.#port, place.endpoint), asked, place, refused)
  }

  /**
   * `address` is the real endpoint, or what `bind` was given, in any way to write it. Throws ENOENT. Resolves when all peers that came
   * through it are gone.
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
    return Promise.all(binders.map((binder) => this.#leave(binder, this.#port.options.linger))).then(() => undefined)
  }

  /** Throws EINVAL, EPROTONOSUPPORT. `claim` is called before there is a connection to be named. */
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
    for (const holder of holders) void this.#leave(holder, this.#port.options.linger, true)
  }

  /** One that connects no more is forgotten, so that its endpoint is no zombie. */
  stopped(holder: EndpointHolder): void {
    const key = this.#normal(holder.endpoint, 'checkConnect')
    const holders = this.#connecters.get(key)?.filter((each) => each !== holder) ?? []
    if (holders.length > 0) this.#connecters.set(key, holders)
    else this.#connecters.delete(key)
  }

  /** Begins to close all of them, with `linger`. Resolves when they are gone. */
  close(): Promise<unknown> {
    const { linger } = this.#port.options
    for (const name of this.#offered.keys()) void this.#withdraw(name, linger)
    return Promise.all(this.#holders().map((holder) => holder.close(linger)))
  }

  /** Messages that wait to be sent, by endpoint. */
  get unsent(): ReadonlyMap<string, number> {
    const unsent = new Map<string, number>()
    for (const holder of this.#holders()) {
      const count = holder.unsent
      if (count > 0) unsent.set(holder.endpoint, (unsent.get(holder.endpoint) ?? 0) + count)
    }
    return unsent
  }

  /** The process exits: sends what there is without the event loop. True: a moment later there may be room for more. */
  sendNow(): boolean {
    return this.#holders().filter((holder) => holder.sendNow()).length > 0
  }

  #holders(): EndpointHolder[] {
    const guests = [...this.#offered.values()].filter((binder) => binder !== undefined)
    return [...this.#binders.keys(), ...guests, ...[...this.#connecters.values()].flat(), ...this.#leaving]
  }

  /** Closes `holder`, which is kept until all it has to send has gone. */
  #leave(holder: EndpointHolder, linger: number, disconnected = false): Promise<void> {
    this.#leaving.add(holder)
    return holder.close(linger, disconnected).finally(() => this.#leaving.delete(holder))
  }

  /** Other threads may come to an inproc name too. Who comes is let in like over a wire, by a binder that is made for the first. */
  #offer(name: string, endpoint: string): void {
    const { threads } = this.#context
    if (threads === undefined) return
    this.#offered.set(name, undefined)
    threads.register(
      name,
      (conn) => {
        const known = this.#offered.get(name)
        const binder = known ?? new Binder(this.#port, endpoint, threadOptions(this.#port.options))
        if (known === undefined) this.#offered.set(name, binder)
        binder.accept(conn)
      },
      () => {
        const error = new ZmqError('EADDRINUSE', `${endpoint} was bound by another thread before: only this thread gets here by it`, {
          address: endpoint,
        })
        this.#port.emit({ type: 'bind:error', address: endpoint, error })
      },
    )
  }

  #withdraw(name: string, linger: number): Promise<void> {
    if (!this.#offered.has(name)) return Promise.resolve()
    this.#context.threads?.unregister(name)
    const binder = this.#offered.get(name)
    this.#offered.delete(name)
    return binder === undefined ? Promise.resolve() : this.#leave(binder, linger)
  }

  async #listen(binder: Binder, asked: string, place: Place, refused?: (error: Error) => void): Promise<string> {
    this.#binders.set(binder, asked)
    try {
      this.last = await binder.bind(place, refused)
      // What the system chose in place of a `*` has only that name (libzmq).
      if (/[:/]\*$/.test(asked) && this.#binders.has(binder)) this.#binders.set(binder, binder.endpoint)
    } catch (error) {
      this.#binders.delete(binder)
      throw error
    }
    return binder.endpoint
  }

  /** The one whose real endpoint it is; else all that were asked for by it. */
  #bindersOf(address: string): Binder[] {
    const key = this.#normal(address, 'checkBind')
    for (const binder of this.#binders.keys()) if (binder.endpoint === key || binder.endpoint === address) return [binder]
    return [...this.#binders].filter(([, asked]) => asked === key).map(([binder]) => binder)
  }

  /** `address` in the one way to write it, or as it is if no transport can use it. */
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
