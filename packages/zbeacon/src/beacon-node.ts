/**
 * One node: it sends its beacon again and again, and hands on those of others that the filter lets through. What is too long, too much
 * or unread is dropped and counted. When the network fails it tries again at the next beacon.
 */
import type { Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { Logger } from '@tszmq/zsys'
import { BeaconLink } from './beacon-link.ts'
import { chooseNetwork } from './network.ts'
import type { NetworkChoice } from './network.ts'
import type { PeerTable } from './peer-table.ts'

/** The most bytes of a beacon (CZMQ's UDP_FRAME_MAX). */
export const MAX_BEACON = 255

/** Milliseconds between beacons where 0 is asked for, as in CZMQ. */
const DEFAULT_INTERVAL = 1000

/** Beacons of others that were not delivered. Those that the filter does not want are not among them. */
export interface BeaconDrops {
  /** Longer than 255 bytes. */
  oversized: number
  /** More from one address than `maxPerPeer` a second. */
  excess: number
  /** Nobody reads them. */
  unread: number
}

export interface NodeOptions {
  readonly runtime: Runtime
  readonly choice: NetworkChoice
  readonly peers: PeerTable
  readonly drops: BeaconDrops
  readonly log: Logger
  /** Takes a beacon of somebody else; false when there is no room for it. */
  readonly deliver: (address: string, data: Buffer) => boolean
}

export class BeaconNode {
  verbose = false
  readonly #options: NodeOptions
  #port: number | undefined = undefined
  #link: BeaconLink | undefined = undefined
  #beacon: Buffer | undefined = undefined
  #interval = DEFAULT_INTERVAL
  #filter: Buffer | undefined = undefined
  #cancel: (() => void) | undefined = undefined
  #trouble = ''
  /** The opening that is under way; a later one takes its place. */
  #opening: symbol | undefined = undefined
  #closed = false

  constructor(options: NodeOptions) {
    this.#options = options
  }

  /** Our address on the network. Rejects with ENODEV where there is no interface, or with the system's code; PUBLISH tries again then. */
  async configure(port: number): Promise<string> {
    this.#port = port
    this.#link?.close()
    this.#link = undefined
    const link = await this.#open(port)
    this.#use(link)
    if (this.#beacon !== undefined) this.#send()
    return link.hostname
  }

  /** Throws EINVAL for more than 255 bytes, and what was published before goes on then. */
  publish(data: Buffer, interval: number): void {
    within(data, 'a beacon')
    this.#beacon = Buffer.from(data)
    this.#interval = interval === 0 ? DEFAULT_INTERVAL : interval
    this.#send()
  }

  silence(): void {
    this.#beacon = undefined
    this.#cancel?.()
  }

  /** Throws EINVAL for more than 255 bytes, and the filter of before holds then. */
  subscribe(filter: Buffer): void {
    within(filter, 'a filter')
    this.#filter = Buffer.from(filter)
  }

  unsubscribe(): void {
    this.#filter = undefined
  }

  close(): void {
    this.#closed = true
    this.silence()
    this.#link?.close()
  }

  async #open(port: number): Promise<BeaconLink> {
    const opening = Symbol('opening')
    this.#opening = opening
    let link: BeaconLink | undefined = undefined
    const heard = (address: string, data: Buffer): void => this.#hear(address, data)
    const broken = (error: Error): void => {
      if (this.#link === link) this.#link = undefined
      this.#complain(error)
    }
    try {
      link = await BeaconLink.open(chooseNetwork(this.#options.choice), port, { heard, broken })
    } finally {
      if (this.#opening === opening) this.#opening = undefined
      else link?.close()
    }
    if (this.#closed) link.close()
    return link
  }

  /** Now, and from now on at the interval. */
  #send(): void {
    this.#cancel?.()
    const { runtime } = this.#options
    this.#cancel = runtime.after(this.#interval, () => this.#send())
    if (this.#link !== undefined) return this.#link.send(this.#beacon as Buffer)
    if (this.#port === undefined || this.#opening !== undefined) return
    this.#open(this.#port).then(
      (link) => this.#use(link),
      (error: unknown) => this.#complain(error as Error),
    )
  }

  #use(link: BeaconLink): void {
    if (link.closed) return
    this.#link = link
    this.#trouble = ''
    this.say(() => `configured, hostname=${link.hostname}`)
  }

  #hear(address: string, data: Buffer): void {
    const { drops, peers, deliver } = this.#options
    if (this.#filter === undefined || !beginsWith(data, this.#filter)) return
    if (data.length > MAX_BEACON) drops.oversized++
    else if (this.#beacon?.equals(data) === true) return // CZMQ knows its own beacons by what they say
    else if (!peers.take(address)) drops.excess++
    else if (!deliver(address, data)) drops.unread++
  }

  /** Once, until it works again. */
  #complain({ message }: Error): void {
    if (message !== this.#trouble) this.#options.log.warn(`zbeacon: ${message}`)
    this.#trouble = message
  }

  say(line: () => string): void {
    if (this.verbose) this.#options.log.info(`zbeacon: ${line()}`)
  }
}

function beginsWith(data: Buffer, filter: Buffer): boolean {
  return data.length >= filter.length && data.compare(filter, 0, filter.length, 0, filter.length) === 0
}

function within({ length }: Buffer, what: string): void {
  if (length > MAX_BEACON) throw new ZmqError('EINVAL', `${what} of ${length} bytes is longer than ${MAX_BEACON}`)
}
