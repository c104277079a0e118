/**
 * One node: it sends its beacon again and again, and has those of others sieved. When the network fails it tries again at the next beacon.
 */
import type { Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { Logger } from '@tszmq/zactor'
import type { Link, OpenLink } from './beacon-link.ts'
import { BeaconSieve, MAX_BEACON } from './beacon-sieve.ts'
import type { SieveOptions } from './beacon-sieve.ts'
import type { NetworkChoice } from './network.ts'

/** Milliseconds between beacons where 0 is asked for, as in CZMQ. */
const DEFAULT_INTERVAL = 1000

export interface NodeOptions extends SieveOptions {
  readonly runtime: Runtime
  readonly choice: NetworkChoice
  readonly open: OpenLink
  readonly log: Logger
}

export class BeaconNode {
  verbose = false
  readonly #options: NodeOptions
  readonly #sieve: BeaconSieve
  #port: number | undefined = undefined
  #link: Link | undefined = undefined
  #interval = DEFAULT_INTERVAL
  #cancel: (() => void) | undefined = undefined
  #trouble = ''
  /** The opening that is under way; a later one takes its place. */
  #opening: symbol | undefined = undefined
  #closed = false

  constructor(options: NodeOptions) {
    this.#options = options
    this.#sieve = new BeaconSieve(options)
  }

  /** Our address on the network. Rejects with ENODEV where there is no interface, or with the system's code; PUBLISH tries again then. */
  async configure(port: number): Promise<string> {
    this.#port = port
    this.#link?.close()
    this.#link = undefined
    const link = await this.#open(port)
    this.#use(link)
    if (this.#sieve.own !== undefined) this.#send()
    return link.hostname
  }

  /** Throws EINVAL for more than 255 bytes, and what was published before goes on then. */
  publish(data: Buffer, interval: number): void {
    within(data, 'a beacon')
    this.#sieve.own = Buffer.from(data)
    this.#interval = interval === 0 ? DEFAULT_INTERVAL : interval
    this.#send()
  }

  silence(): void {
    this.#sieve.own = undefined
    this.#cancel?.()
  }

  /** Throws EINVAL for more than 255 bytes, and the filter of before holds then. */
  subscribe(filter: Buffer): void {
    within(filter, 'a filter')
    this.#sieve.filter = Buffer.from(filter)
  }

  unsubscribe(): void {
    this.#sieve.filter = undefined
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
    const heard = (address: string, data: Buffer): void => this.#sieve.hear(address, data)
    const broken = (error: Error): void => {
      if (this.#link === link) this.#link = undefined
      this.#complain(error)
    }
    try {
      const { open, choice } = this.#options
      link = await open(choice, port, { heard, broken })
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
    if (this.#link !== undefined) return this.#link.send(this.#sieve.own as Buffer)
    if (this.#port === undefined || this.#opening !== undefined) return
    this.#open(this.#port).then(
      (link) => this.#use(link),
      (error: unknown) => this.#complain(error as Error),
    )
  }

  #use(link: Link): void {
    if (link.closed) return
    this.#link = link
    this.#trouble = ''
    this.say(() => `configured, hostname=${link.hostname}`)
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

function within({ length }: Buffer, what: string): void {
  if (length > MAX_BEACON) throw new ZmqError('EINVAL', `${what} of ${length} bytes is longer than ${MAX_BEACON}`)
}
