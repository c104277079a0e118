/**
 * Resolves udp addresses as libzmq does: `host:port`, or `interface;group:port` for multicast. It stands here with libzmq's vectors until
 * there is a udp transport.
 */
import type { Attempt } from '../src/attempt.ts'
import { parseHostPort } from '../src/ip/host-port.ts'
import { ipBytes, isMapped } from '../src/ip/ip-address.ts'
import type { IpAddress, IpResolver } from '../src/ip/ip-resolver.ts'

/** A resolved udp address. */
export interface UdpAddress {
  /** The address to send to. For a bind to a unicast address, the bound address. */
  readonly target: IpAddress
  /** The address to receive at. */
  readonly bind: IpAddress
  /** True if the target is a multicast group. */
  readonly multicast: boolean
}

/** Returns true for a multicast address: 224.0.0.0/4 or ff00::/8. */
export function isMulticast(bytes: Uint8Array): boolean {
  if (isMapped(bytes)) return (bytes[12] as number) >> 4 === 0xe
  return bytes[0] === 0xff
}

/** Resolves the address of a bind or a connect. Rejects with `EINVAL`, or with `ENODEV` for an unknown interface. */
export async function resolveUdpAddress(
  address: string,
  { bind, ipv6 }: { readonly bind: boolean; readonly ipv6: boolean },
  resolver: IpResolver,
  attempt: Attempt,
): Promise<UdpAddress> {
  const semicolon = address.lastIndexOf(';')
  const source = semicolon < 0 ? undefined : address.slice(0, semicolon)
  const own = source === undefined ? undefined : await resolveSource(source, ipv6, resolver, attempt)
  const peer = parseHostPort(address.slice(semicolon + 1), { bindable: bind, port: true }, attempt)
  const [found] = await resolver.resolve(peer, { bindable: bind, interfaces: bind, dns: !bind, ipv6 }, attempt)
  const target = found as IpAddress
  const multicast = isGroup(target)
  if (own !== undefined) return { target, bind: joinedOn(own, target, attempt), multicast }
  // Without an interface, a group and the answers to a connect are received at any address. A bind receives at its own address.
  if (multicast || !bind) return { target, bind: { ...target, address: anyOf(target) }, multicast }
  return { target, bind: target, multicast }
}

interface Source {
  readonly address: IpAddress
  /** True if it was given as an address, not as `*` or the name of an interface. */
  readonly numeric: boolean
}

async function resolveSource(text: string, ipv6: boolean, resolver: IpResolver, attempt: Attempt): Promise<Source> {
  const host = parseHostPort(text, { bindable: true, port: false }, attempt)
  const [found] = await resolver.resolve(host, { bindable: true, interfaces: true, dns: false, ipv6 }, attempt)
  const address = found as IpAddress
  if (isGroup(address)) throw attempt.refuse('EINVAL', 'a multicast group is not an interface')
  return { address, numeric: ipBytes(host.host) !== undefined }
}

function joinedOn({ address, numeric }: Source, target: IpAddress, attempt: Attempt): IpAddress {
  if (!isGroup(target)) throw attempt.refuse('EINVAL', 'an interface belongs to a multicast group')
  if (address.family !== target.family) throw attempt.refuse('EINVAL', 'one address is IPv4, the other IPv6')
  // IPv6 joins a group on an interface, not on an address, and the system does not tell the interface of an address.
  if (numeric && address.family === 6) {
    throw attempt.refuse('ENODEV', 'an IPv6 group needs the name of an interface, not its address')
  }
  return { ...address, port: target.port }
}

function isGroup({ address }: IpAddress): boolean {
  const bytes = ipBytes(address.split('%')[0] as string)
  return bytes !== undefined && isMulticast(bytes)
}

function anyOf({ family }: IpAddress): string {
  return family === 6 ? '::' : '0.0.0.0'
}
