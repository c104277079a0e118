/** udp addresses: `host:port`, or `interface;group:port` for multicast. To where datagrams go and are awaited. */
import type { Attempt } from '../attempt.ts'
import { parseHostPort } from './host-port.ts'
import { ipBytes, isMulticast } from './ip-address.ts'
import type { IpAddress, IpResolver } from './ip-resolver.ts'

export interface UdpAddress {
  /** Where datagrams are sent to. For a bind to a unicast address, the address that is bound. */
  readonly target: IpAddress
  /** Where datagrams are awaited. */
  readonly bind: IpAddress
  /** Is the target a multicast group? */
  readonly multicast: boolean
}

/** Resolves the address of a bind or a connect. Throws EINVAL, or ENODEV for an interface that is not there. */
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
  // Without an interface, a group is awaited anywhere, and so are the answers to what a connect sends; else it is the
  // address to bind itself.
  if (multicast || !bind) return { target, bind: { ...target, address: anyOf(target) }, multicast }
  return { target, bind: target, multicast }
}

interface Source {
  readonly address: IpAddress
  /** It was written as an address, not as `*` or the name of an interface. */
  readonly numeric: boolean
}

async function resolveSource(text: string, ipv6: boolean, resolver: IpResolver, attempt: Attempt): Promise<Source> {
  const host = parseHostPort(text, { bindable: true, port: false }, attempt)
  const [found] = await resolver.resolve(host, { bindable: true, interfaces: true, dns: false, ipv6 }, attempt)
  const address = found as IpAddress
  if (isGroup(address)) throw attempt.refuse('EINVAL', 'a multicast group is no interface')
  return { address, numeric: ipBytes(host.host) !== undefined }
}

function joinedOn({ address, numeric }: Source, target: IpAddress, attempt: Attempt): IpAddress {
  if (!isGroup(target)) throw attempt.refuse('EINVAL', 'an interface belongs to a multicast group')
  if (address.family !== target.family) throw attempt.refuse('EINVAL', 'one address is IPv4, the other IPv6')
  // IPv6 joins a group on an interface, not on an address, and there is no asking which interface an address belongs
  // to.
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
