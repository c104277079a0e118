/** The interfaces of this machine that are up, one entry for each address, as CZMQ's ziflist. It opens nothing. */
import { networkInterfaces } from 'node:os'

export interface NetworkInterface {
  readonly name: string
  /** With its scope (`%eth0`) where it is link-local: it is good for nothing without. */
  readonly address: string
  readonly netmask: string
  /** What reaches everybody there; undefined where nothing does: IPv6, and a network of one or two. */
  readonly broadcast: string | undefined
  /** 00:00:00:00:00:00 where there is none. */
  readonly mac: string
  readonly family: 4 | 6
  /** A loopback. CZMQ leaves these out, and IPv6 unless it is asked for. */
  readonly internal: boolean
}

/** A network with fewer hosts has no address for everybody. */
const SMALLEST = 0xfffffffe

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

/** All bits of the host set. */
function broadcast(address: string, netmask: string): string | undefined {
  const mask = bits(netmask)
  if (mask >= SMALLEST) return undefined
  const all = (bits(address) | ~mask) >>> 0
  return [24, 16, 8, 0].map((shift) => (all >>> shift) & 255).join('.')
}

function bits(address: string): number {
  return address.split('.').reduce((sum, byte) => ((sum << 8) | Number(byte)) >>> 0, 0)
}
