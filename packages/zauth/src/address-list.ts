/**
 * A list of IP addresses and CIDR blocks of both families. IPv4-mapped IPv6 counts as IPv4, and a zone is ignored. A block of one family never
 * contains an address of the other.
 */
import { ZmqError } from '@tszmq/sockets'
import { ipBytes, ipText, isMapped } from '@tszmq/transports/internal'

/** Addresses are kept in 128 bits; an IPv4 address is in the last 32. */
const ALL = 128
const V4_OFFSET = 96

export class AddressList {
  /** The networks by the length of their prefix. */
  readonly #networks = new Map<number, Set<string>>()
  /** True if peers without an IP address, as those over ipc, are in the list. */
  #withoutAddress = false

  get empty(): boolean {
    return this.#networks.size === 0 && !this.#withoutAddress
  }

  /** Adds an address, a block such as `10.0.0.0/8`, or '' for peers without an address. Throws EINVAL for any other text. */
  add(entry: string): void {
    if (entry === '') {
      this.#withoutAddress = true
      return
    }
    const { bytes, bits } = parse(entry)
    const networks = this.#networks.get(bits)
    const network = ipText(masked(bytes, bits))
    if (networks === undefined) this.#networks.set(bits, new Set([network]))
    else networks.add(network)
  }

  /** Adds all entries, or none if one is wrong. Throws EINVAL. */
  addAll(entries: readonly string[]): void {
    for (const entry of entries) if (entry !== '') parse(entry)
    for (const entry of entries) this.add(entry)
  }

  /** Returns true if `address` is in the list; undefined if it is neither an IP address nor ''. */
  has(address: string): boolean | undefined {
    if (address === '') return this.#withoutAddress
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

/** The canonical form of an address. Other text is returned as it is. */
export function canonicalAddress(address: string): string {
  const bytes = addressBytes(address)
  return bytes === undefined ? address : ipText(bytes)
}

/** The key of a rate limit: an IPv4 address, or the /64 of an IPv6 address, since a host usually has a whole /64. */
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
