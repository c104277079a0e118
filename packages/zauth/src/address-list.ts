/**
 * IP addresses and CIDR blocks of both families. An address is the same however it is written: IPv4-mapped IPv6 is IPv4, and a
 * zone does not change it. A block of one family says nothing of the other.
 */
import { ZmqError } from '@tszmq/sockets'
import { ipBytes, ipText, isMapped } from '@tszmq/transports/internal'

/** Bits of an address as it is held, IPv4 behind 96 of them. */
const ALL = 128
const V4_OFFSET = 96

export class AddressList {
  /** Networks by how many of their bits count. */
  readonly #networks = new Map<number, Set<string>>()
  /** Peers without an IP address, as those over ipc. */
  #nowhere = false

  get empty(): boolean {
    return this.#networks.size === 0 && !this.#nowhere
  }

  /** Adds an address, a block as `10.0.0.0/8`, or '' for peers that have no address. Throws EINVAL for anything else. */
  add(entry: string): void {
    if (entry === '') {
      this.#nowhere = true
      return
    }
    const { bytes, bits } = parse(entry)
    const networks = this.#networks.get(bits)
    const network = ipText(masked(bytes, bits))
    if (networks === undefined) this.#networks.set(bits, new Set([network]))
    else networks.add(network)
  }

  /** All of them or, if one is wrong, none. Throws EINVAL. */
  addAll(entries: readonly string[]): void {
    for (const entry of entries) if (entry !== '') parse(entry)
    for (const entry of entries) this.add(entry)
  }

  /** Whether it holds `address`; undefined for what is neither an IP address nor ''. */
  has(address: string): boolean | undefined {
    if (address === '') return this.#nowhere
    const bytes = addressBytes(address)
    if (bytes === undefined) return undefined
    const v4 = isMapped(bytes)
    for (const [bits, networks] of this.#networks) {
      // A block that is wider than all of IPv4 is one of IPv6.
      if (v4 && bits < V4_OFFSET) continue
      if (networks.has(ipText(masked(bytes, bits)))) return true
    }
    return false
  }
}

/** An address in its one form; what is none comes back as it is. */
export function canonicalAddress(address: string): string {
  const bytes = addressBytes(address)
  return bytes === undefined ? address : ipText(bytes)
}

/** Whom a limit is for: an IPv4 address, or the /64 of an IPv6 one, since whoever has one of its addresses has them all. */
export function limitKey(address: string): string {
  const bytes = addressBytes(address)
  if (bytes === undefined) return address
  return isMapped(bytes) ? ipText(bytes) : `${ipText(masked(bytes, 64))}/64`
}

function addressBytes(address: string): Uint8Array | undefined {
  const zone = address.indexOf('%')
  return ipBytes(zone < 0 ? address : address.slice(0, zone))
}

/** Throws EINVAL. */
function parse(entry: string): { bytes: Uint8Array; bits: number } {
  const slash = entry.indexOf('/')
  const bytes = ipBytes(slash < 0 ? entry : entry.slice(0, slash))
  if (bytes === undefined) throw invalid(entry, 'it must be an IP address, with /prefix or without, and without a zone')
  const dotted = !entry.includes(':')
  const widest = dotted ? ALL - V4_OFFSET : ALL
  const prefix = slash < 0 ? String(widest) : entry.slice(slash + 1)
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > widest) throw invalid(entry, `its prefix must be from 0 to ${widest}`)
  const bits = dotted ? Number(prefix) + V4_OFFSET : Number(prefix)
  return { bytes, bits }
}

function masked(bytes: Uint8Array, bits: number): Uint8Array {
  const result = Uint8Array.from(bytes)
  const whole = bits >> 3
  if (whole < result.length) result[whole] = (result[whole] as number) & (0xff00 >> (bits & 7))
  result.fill(0, whole + 1)
  return result
}

function invalid(entry: string, why: string): ZmqError {
  return new ZmqError('EINVAL', `cannot allow or deny ${JSON.stringify(entry.slice(0, 100))}: ${why}`)
}
