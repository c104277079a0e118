/**
 * Beacons under the fuzzer: whatever comes, and whoever it claims to be from, the sieve hands on what a slow one does, counts the rest
 * as that, and remembers no more addresses than it may.
 */
import type { Runtime } from '@tszmq/sockets'
import { BeaconFilter, PeerTable } from '@tszmq/zbeacon/internal'
import { damage, PROTOTYPE_NAMES } from './fuzz-input.ts'
import { hex, join } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const ADDRESSES = [...PROTOTYPE_NAMES, '10.0.0.1', '10.0.0.2', '10.0.0.3', 'fe80::1%eth0', '']
const SIZES = [0, 1, 3, 254, 255, 256, 1400]

/** Of a second: with up to four beacons a second, all that is left of them can be told exactly. */
const QUARTER_MS = 250

interface Limits {
  readonly maxPeers: number
  readonly perSecond: number
  /** Beacons that fit before nobody reads them. */
  readonly room: number
}

export function beaconTarget(random: Xoshiro128): void {
  const limits = { maxPeers: 1 + random.below(4), perSecond: 1 + random.below(4), room: random.below(20) }
  let quarters = 0
  const clock = { now: () => quarters * QUARTER_MS } as Runtime
  const peers = new PeerTable(clock, limits.maxPeers, limits.perSecond)
  const drops = { oversized: 0, excess: 0, unread: 0 }
  const delivered: string[] = []
  const deliver = (address: string, data: Buffer): boolean =>
    delivered.length < limits.room && delivered.push(`${address} ${hex(data)}`) > 0
  const sieve = new BeaconFilter({ peers, drops, deliver })
  const slow = new SlowSieve(limits)
  const told: string[] = []
  for (let steps = 1 + random.below(30); steps > 0; steps--) {
    switch (random.below(10)) {
      case 0:
        quarters += random.below(6)
        told.push(`at ${quarters}`)
        break
      case 1:
        sieve.filter = slow.filter = random.once(4) ? undefined : Buffer.from(random.bytes(random.below(3)))
        told.push(`filter ${sieve.filter?.toString('hex')}`)
        break
      case 2:
        sieve.own = slow.own = random.once(3) ? undefined : Buffer.from(random.bytes(random.pick([0, 3, 255])))
        told.push(`own ${sieve.own?.toString('hex')}`)
        break
      default: {
        const address = random.once(3) ? `10.${random.below(256)}.${random.below(256)}.1` : random.pick(ADDRESSES)
        const data = datagram(random, sieve)
        told.push(`${address} ${data.length < 10 ? hex(data) : data.length}`)
        sieve.receive(address, data)
        slow.hear(address, data, quarters)
      }
    }
    if (peers.size > limits.maxPeers)
      throw new Error(`${peers.size} addresses are remembered of ${JSON.stringify(limits)} after ${told.join(', ')}`)
  }
  const [actual, expected] = [
    { delivered, drops },
    { delivered: slow.delivered, drops: slow.drops },
  ].map((each) => JSON.stringify(each))
  if (actual !== expected) throw new Error(`${actual}, not ${expected}, of ${JSON.stringify(limits)} after ${told.join(', ')}`)
}

/** Mostly what the filter wants or what we say ourselves, or nearly so. */
function datagram(random: Xoshiro128, { filter, own }: BeaconFilter): Buffer {
  if (own !== undefined && random.once(4)) return Buffer.from(damage(random, own))
  const wanted = join(filter ?? Buffer.alloc(0), random.bytes(random.pick(SIZES.slice(0, random.once(20) ? SIZES.length : 3))))
  return Buffer.from(random.once(3) ? damage(random, wanted) : wanted)
}

/** The same in lists and text. */
class SlowSieve {
  filter: Buffer | undefined = undefined
  own: Buffer | undefined = undefined
  readonly delivered: string[] = []
  readonly drops = { oversized: 0, excess: 0, unread: 0 }
  readonly #limits: Limits
  /** The one not heard of for longest is the first. Times are quarters of a second, and so are parts of a beacon. */
  #heard: { readonly address: string; readonly left: number; readonly at: number }[] = []

  constructor(limits: Limits) {
    this.#limits = limits
  }

  hear(address: string, data: Buffer, now: number): void {
    if (this.filter === undefined || !hex(data).startsWith(hex(this.filter))) return
    if (data.length > 255) this.drops.oversized++
    else if (this.own !== undefined && hex(this.own) === hex(data)) return
    else if (!this.#take(address, now)) this.drops.excess++
    else if (this.delivered.length >= this.#limits.room) this.drops.unread++
    else this.delivered.push(`${address} ${hex(data)}`)
  }

  #take(address: string, now: number): boolean {
    const { maxPeers, perSecond } = this.#limits
    const most = 4 * perSecond
    const before = this.#heard.find((each) => each.address === address) ?? { left: most, at: now }
    const left = Math.min(most, before.left + (now - before.at) * perSecond)
    const taken = left >= 4
    const others = this.#heard.filter((each) => each.address !== address)
    this.#heard = [...others, { address, left: taken ? left - 4 : left, at: now }].slice(-maxPeers)
    return taken
  }
}
