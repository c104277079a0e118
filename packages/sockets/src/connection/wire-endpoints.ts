/** The endpoints of one socket whose schemes are those of the context's transports. */
import { formatEndpoint, parseEndpoint } from '@tszmq/transports'
import { unknownScheme } from '@tszmq/transports/internal'
import { Binder } from './binder.ts'
import { Connecter } from './connecter.ts'
import type { EndpointFamily } from './endpoint-family.ts'
import { checkEngine } from './engine-factory.ts'
import { checkStream } from './stream-check.ts'
import type { Context } from '../socket/context.ts'
import type { EndpointHolder, Place, SocketPort } from '../socket/socket-port.ts'
import { ZmqError } from '../events/zmq-error.ts'

export class WireEndpoints implements EndpointFamily {
  readonly ignoresSecondConnect = true
  readonly #port: SocketPort
  readonly #context: Context
  readonly #onBound: (endpoint: string) => void
  /** Each binder with the endpoint that was passed to `bind`, normalized. */
  readonly #binders = new Map<Binder, string>()

  /** `onBound` is called with each real endpoint. */
  constructor(port: SocketPort, context: Context, onBound: (endpoint: string) => void) {
    this.#port = port
    this.#context = context
    this.#onBound = onBound
  }

  get bound(): string[] {
    return this.binders.map(({ endpoint }) => endpoint)
  }

  get binders(): EndpointHolder[] {
    return [...this.#binders.keys()]
  }

  normalize(address: string): string {
    return this.#normalize(address, 'checkConnect')
  }

  bind(address: string, refused?: (error: Error) => void): Promise<string> {
    const place = this.#place(address)
    const requested = formatEndpoint(place.transport.scheme, place.transport.checkBind(place.address))
    return this.#listen(new Binder(this.#port, address), requested, place, refused)
  }

  unbind(address: string): EndpointHolder[] {
    const binders = this.#bindersOf(address)
    if (binders.length === 0) throw new ZmqError('ENOENT', `${address} is not bound by this socket`, { address })
    for (const binder of binders) this.#binders.delete(binder)
    return binders
  }

  connect(address: string, routingId: Uint8Array | undefined): EndpointHolder {
    const place = this.#place(address)
    place.transport.checkConnect(place.address)
    return new Connecter(this.#port, place, routingId)
  }

  /** Does nothing: a binder stops listening when it is closed. */
  stop(): void {}

  async #listen(binder: Binder, requested: string, place: Place, refused?: (error: Error) => void): Promise<string> {
    this.#binders.set(binder, requested)
    try {
      this.#onBound(await binder.bind(place, refused))
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
    let key = address
    try {
      key = this.#normalize(address, 'checkBind')
    } catch {
      // An address that is not valid is compared as it is.
    }
    for (const binder of this.#binders.keys()) if (binder.endpoint === key || binder.endpoint === address) return [binder]
    return [...this.#binders].filter(([, requested]) => requested === key).map(([binder]) => binder)
  }

  #normalize(address: string, check: 'checkBind' | 'checkConnect'): string {
    const { scheme, address: where } = parseEndpoint(address)
    const transport = this.#context.transport(scheme)
    return transport === undefined ? address : formatEndpoint(scheme, transport[check](where))
  }

  /** Throws EPROTONOSUPPORT, ENOCOMPATPROTO, ENOTSUP. */
  #place(endpoint: string): Place {
    const { scheme, address } = parseEndpoint(endpoint)
    const transport = this.#context.transport(scheme)
    if (transport === undefined) throw unknownScheme(endpoint, [...this.#context.schemes, 'inproc'])
    checkStream(this.#port, transport.framing, endpoint)
    checkEngine(this.#port, transport.framing, endpoint)
    return { transport, address, endpoint }
  }
}
