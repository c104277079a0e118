/** Delivers the datagrams that are beacons of other nodes and begin with the filter. It drops and counts those that are too long, too many or unread. */
import type { PeerTable } from './peer-table.ts'

/** Maximum size of a beacon in bytes (CZMQ's UDP_FRAME_MAX). */
export const MAX_BEACON = 255

/** Counts of beacons of other nodes that were not delivered. Beacons that do not begin with the filter are not counted. */
export interface BeaconDrops {
  /** Longer than 255 bytes. */
  oversized: number
  /** More than `maxPerPeer` a second from one address. */
  excess: number
  /** Not read in time. */
  unread: number
}

export interface FilterOptions {
  readonly peers: PeerTable
  readonly drops: BeaconDrops
  /** Delivers a beacon. Returns false if there is no room for it. */
  readonly deliver: (address: string, data: Buffer) => boolean
}

export class BeaconFilter {
  /** The bytes with which a delivered beacon begins; undefined delivers none. */
  filter: Buffer | undefined = undefined
  /** Our own beacon. A beacon with the same bytes is ignored, as in CZMQ. */
  own: Buffer | undefined = undefined
  readonly #options: FilterOptions

  constructor(options: FilterOptions) {
    this.#options = options
  }

  /** Takes a datagram; `address` is its source, which is not proved. */
  receive(address: string, data: Buffer): void {
    const { drops, peers, deliver } = this.#options
    if (this.filter === undefined || !beginsWith(data, this.filter)) return
    if (data.length > MAX_BEACON) drops.oversized++
    else if (this.own?.equals(data) === true) return
    else if (!peers.admit(address)) drops.excess++
    else if (!deliver(address, data)) drops.unread++
  }
}

function beginsWith(data: Buffer, filter: Buffer): boolean {
  return data.length >= filter.length && data.compare(filter, 0, filter.length, 0, filter.length) === 0
}
