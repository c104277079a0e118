/**
 * What is handed on of all that comes to a port: beacons of others that the filter wants. What is too long, too much or unread is dropped
 * and counted, and nothing of it is remembered but how much came from an address.
 */
import type { PeerTable } from './peer-table.ts'

/** The most bytes of a beacon (CZMQ's UDP_FRAME_MAX). */
export const MAX_BEACON = 255

/** Beacons of others that were not delivered. Those that the filter does not want are not among them. */
export interface BeaconDrops {
  /** Longer than 255 bytes. */
  oversized: number
  /** More from one address than `maxPerPeer` a second. */
  excess: number
  /** Nobody reads them. */
  unread: number
}

export interface SieveOptions {
  readonly peers: PeerTable
  readonly drops: BeaconDrops
  /** Takes a beacon of somebody else; false when there is no room for it. */
  readonly deliver: (address: string, data: Buffer) => boolean
}

export class BeaconSieve {
  /** How beacons begin that are wanted; undefined is none of them. */
  filter: Buffer | undefined = undefined
  /** What we say ourselves: CZMQ knows its own beacons by that. */
  own: Buffer | undefined = undefined
  readonly #options: SieveOptions

  constructor(options: SieveOptions) {
    this.#options = options
  }

  /** A datagram, from wherever it says. */
  hear(address: string, data: Buffer): void {
    const { drops, peers, deliver } = this.#options
    if (this.filter === undefined || !beginsWith(data, this.filter)) return
    if (data.length > MAX_BEACON) drops.oversized++
    else if (this.own?.equals(data) === true) return
    else if (!peers.take(address)) drops.excess++
    else if (!deliver(address, data)) drops.unread++
  }
}

function beginsWith(data: Buffer, filter: Buffer): boolean {
  return data.length >= filter.length && data.compare(filter, 0, filter.length, 0, filter.length) === 0
}
