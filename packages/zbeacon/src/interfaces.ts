/** Lists the network interfaces of this machine that are up, one entry for each address, as CZMQ's ziflist. */
import { networkInterfaces } from 'node:os'

export interface NetworkInterface {
  readonly name: string
  /** A link-local address has its scope (`%eth0`), without which it cannot be used. */
  readonly address: string
  readonly netmask: string
  /** The broadcast address; undefined for IPv6 and for a network of one or two hosts. */
  readonly broadcast: string | undefined
  /** 00:00:00:00:00:00 if there is none. */
  readonly mac: string
  readonly family: 4 | 6
  /** True for a loopback. CZMQ leaves these out, and IPv6 unless it is asked for. */
  readonly internal: boolean
}

/** The netmask from which on a network has no broadcast address. */
const SMALLEST = 0xfffffffe

/** Returns an entry for each address of each interface that is up. */
export function interfaces(): NetworkInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.map(({ address, netmask, mac, family, internal }) => ({
      name,
      address: /^fe[89ab]/i.test(address) ? `${address}%${name}` : address,
      netmask,
      broadcast: family === 'IPv4' ? broadcast(address, netmask) : undefined,
      mac,
      family: family === 'IPv4' ? 4 : 6,
      internal,
    })),
  )
}

/** The address with all bits of the host set. */
function broadcast(address: string, netmask: string): string | undefined {
  const mask = bits(netmask)
  if (mask >= SMALLEST) return undefined
  const all = (bits(address) | ~mask) >>> 0
  return [24, 16, 8, 0].map((shift) => (all >>> shift) & 255).join('.')
}

function bits(address: string): number {
  return address.split('.').reduce((sum, byte) => ((sum << 8) | Number(byte)) >>> 0, 0)
}
