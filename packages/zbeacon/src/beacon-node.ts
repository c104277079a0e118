/** The service behind the actor zbeacon: it sends our beacon at an interval and filters those of others. It opens a failed network again. */
import type { ActorLog, ActorService } from '@tszmq/zactor'
import type { Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { Link, OpenLink } from './beacon-link.ts'
import { BeaconFilter, MAX_BEACON } from './beacon-filter.ts'
import type { FilterOptions } from './beacon-filter.ts'
import type { NetworkChoice } from './network.ts'

/** Milliseconds between beacons for an interval of 0, as in CZMQ. */
const DEFAULT_INTERVAL = 1000

export interface NodeOptions extends FilterOptions {
  readonly runtime: Runtime
  readonly choice: NetworkChoice
  readonly open: OpenLink
  readonly log: ActorLog
}

export class BeaconNode implements ActorService {
  readonly log: ActorLog
  readonly #options: NodeOptions
  readonly #filter: BeaconFilter
  #port: number | undefined = undefined
  #link: Link | undefined = undefined
  #interval = DEFAULT_INTERVAL
  #cancel: (() => void) | undefined = undefined
  /** The attempt to open the network that is under way. A later attempt replaces it. */
  #opening: symbol | undefined = undefined
  #closed = false

  constructor(options: NodeOptions) {
    this.#options = options
    this.log = options.log
    this.#filter = new BeaconFilter(options)
  }

  /**
   * Resolves to our address on the network. Rejects with ENODEV if there is no interface, or with the system's code. The next beacon that is
   * due tries again then.
   */
  async configure(port: number): Promise<string> {
    this.#port = port
    this.#link?.close()
    this.#link = undefined
    const link = await this.#open(port)
    this.#use(link)
    if (this.#filter.own !== undefined) this.#send()
    return link.hostname
  }

  /** Throws EINVAL for more than 255 bytes; the beacon of before is sent on then. */
  publish(data: Buffer, interval: number): void {
    checkSize(data, 'a beacon')
    this.#filter.own = Buffer.from(data)
    this.#interval = interval === 0 ? DEFAULT_INTERVAL : interval
    this.#send()
  }

  silence(): void {
    this.#filter.own = undefined
    this.#cancel?.()
  }

  /** Throws EINVAL for more than 255 bytes; the filter of before stays then. */
  subscribe(filter: Buffer): void {
    checkSize(filter, 'a filter')
    this.#filter.filter = Buffer.from(filter)
  }

  unsubscribe(): void {
    this.#filter.filter = undefined
  }

  close(): void {
    this.#closed = true
    this.silence()
    this.#link?.close()
  }

  async #open(port: number): Promise<Link> {
    const opening = Symbol('opening')
    this.#opening = opening
    let link: Link | undefined = undefined
    const received = (address: string, data: Buffer): void => this.#filter.receive(address, data)
    const failed = (error: Error): void => {
      if (this.#link === link) this.#link = undefined
      this.log.warnOnce(error.message)
    }
    try {
      const { open, choice } = this.#options
      link = await open(choice, port, { received, failed })
    } finally {
      if (this.#opening === opening) this.#opening = undefined
      else link?.close()
    }
    if (this.#closed) link.close()
    return link
  }

  /** Sends now, and again at each interval. */
  #send(): void {
    this.#cancel?.()
    const { runtime } = this.#options
    this.#cancel = runtime.after(this.#interval, () => this.#send())
    if (this.#link !== undefined) return this.#link.send(this.#filter.own as Buffer)
    if (this.#port === undefined || this.#opening !== undefined) return
    this.#open(this.#port).then(
      (link) => this.#use(link),
      (error: unknown) => this.log.warnOnce((error as Error).message),
    )
  }

  #use(link: Link): void {
    if (link.closed) return
    this.#link = link
    this.log.recovered()
    this.log.info(() => `configured, hostname=${link.hostname}`)
  }
}

function checkSize({ length }: Buffer, what: string): void {
  if (length > MAX_BEACON) throw new ZmqError('EINVAL', `${what} of ${length} bytes is longer than ${MAX_BEACON}`)
}
