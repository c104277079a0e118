/** The endpoints of one socket: where it is bound and connected. */
import { parseEndpoint } from '@tszmq/transports'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import type { EndpointFamily } from './endpoint-family.ts'
import { WireEndpoints } from './wire-endpoints.ts'
import type { Context } from '../socket/context.ts'
import type { InprocSocket } from '../inproc/inproc.ts'
import { InprocEndpoints } from '../inproc/inproc-endpoints.ts'
import type { EndpointHolder, SocketPort } from '../socket/socket-port.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Types for which libzmq ignores a second connect to the same endpoint (is_single_connect). */
const SINGLE_CONNECT: readonly SocketTypeName[] = ['DEALER', 'SUB', 'PUB', 'REQ']

export class Endpoints {
  /** The endpoint that was bound or connected last, with its real port. */
  last: string | null = null
  readonly #port: SocketPort
  /** The families that have a scheme of their own. */
  readonly #families: ReadonlyMap<string, EndpointFamily>
  /** The family of all other schemes. */
  readonly #wire: EndpointFamily
  /** By normalized endpoint. */
  readonly #connecters = new Map<string, EndpointHolder[]>()
  /** Unbound or disconnected endpoints that still have messages to send. */
  readonly #closing = new Set<EndpointHolder>()

  constructor(port: SocketPort, context: Context, inprocSide: InprocSocket) {
    const onBound = (endpoint: string): void => void (this.last = endpoint)
    this.#port = port
    this.#wire = new WireEndpoints(port, context, onBound)
    this.#families = new Map([['inproc', new InprocEndpoints(port, context, inprocSide, onBound)]])
  }

  /** Endpoints that the socket is bound to. */
  get bound(): string[] {
    return this.#allFamilies().flatMap((family) => family.bound)
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
    return this.#familyOf(address).bind(address, refused)
  }

  /**
   * Unbinds the real endpoint `address`, or the one that was passed to `bind`, in any spelling. Throws ENOENT. Resolves when all connections
   * that it accepted have ended.
   */
  unbind(address: string): Promise<void> {
    const unbound = this.#familyOf(address).unbind(address)
    return Promise.all(unbound.map((holder) => this.#close(holder, this.#port.options.linger))).then(() => undefined)
  }

  /** Throws EINVAL, EPROTONOSUPPORT. `claim` reserves the routing id before the endpoint is connected. */
  connect(address: string, routingId: Uint8Array | undefined, claim: (routingId: Uint8Array) => void): void {
    const family = this.#familyOf(address)
    const key = this.#normal(address)
    const again = this.#connecters.get(key)
    if (again !== undefined && family.ignoresSecondConnect && SINGLE_CONNECT.includes(this.#port.type)) return
    if (routingId !== undefined) claim(routingId)
    const holder = family.connect(address, routingId)
    if (again === undefined) this.#connecters.set(key, [holder])
    else again.push(holder)
    this.last = address
  }

  /** Undoes every `connect()` to `address`. Throws ENOENT. */
  disconnect(address: string): void {
    const key = this.#normal(address)
    const holders = this.#connecters.get(key)
    if (holders === undefined) throw new ZmqError('ENOENT', `this socket is not connected to ${address}`, { address })
    this.#connecters.delete(key)
    for (const holder of holders) void this.#close(holder, this.#port.options.linger, true)
  }

  /** Removes a connecter that never connects again, so that its endpoint can be connected anew. */
  stopped(holder: EndpointHolder): void {
    const key = this.#normal(holder.endpoint)
    const holders = this.#connecters.get(key)?.filter((each) => each !== holder) ?? []
    if (holders.length > 0) this.#connecters.set(key, holders)
    else this.#connecters.delete(key)
  }

  /** Closes all endpoints, after at most `linger`. Resolves when all connections have ended. */
  close(): Promise<unknown> {
    const { linger } = this.#port.options
    for (const family of this.#allFamilies()) family.stop()
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

  #allFamilies(): EndpointFamily[] {
    return [this.#wire, ...this.#families.values()]
  }

  /** Throws EINVAL. */
  #familyOf(address: string): EndpointFamily {
    return this.#families.get(parseEndpoint(address).scheme) ?? this.#wire
  }

  #holders(): EndpointHolder[] {
    const binders = this.#allFamilies().flatMap((family) => family.binders)
    return [...binders, ...[...this.#connecters.values()].flat(), ...this.#closing]
  }

  /** Closes `holder`, and keeps it until its messages are sent. */
  #close(holder: EndpointHolder, linger: number, disconnected = false): Promise<void> {
    this.#closing.add(holder)
    return holder.close(linger, disconnected).finally(() => this.#closing.delete(holder))
  }

  /** Returns the address of a connect in its normalized spelling, or unchanged if it is not valid. */
  #normal(address: string): string {
    try {
      return this.#familyOf(address).normalize(address)
    } catch {
      return address
    }
  }
}
