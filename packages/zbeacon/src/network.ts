/** Chooses the network of a beacon: an interface, and the broadcast address or multicast group that reaches all nodes on it. */
import type * as Net from 'node:net'
import { ZmqError } from '@tszmq/sockets'
import { interfaces } from './interfaces.ts'
import type { NetworkInterface } from './interfaces.ts'

/** The options of the network. Defaults come from CZMQ's environment variables. */
export interface NetworkChoice {
  /**
   * The name of an interface. '*' lets the system choose, '' is the first one that is up and not a loopback. Default ZSYS_INTERFACE, else ''.
   */
  readonly interface?: string
  /** True for IPv6 multicast instead of IPv4. A `group` decides by itself. Default ZSYS_IPV6, else false. */
  readonly ipv6?: boolean
  /**
   * The multicast group. Default for IPv6: ZSYS_IPV6_MCAST_ADDRESS, else ff02::1. Default for IPv4: ZSYS_IPV4_MCAST_ADDRESS, else none, which
   * means broadcast.
   */
  readonly group?: string
}

export interface Network {
  readonly family: 4 | 6
  /** Our address, for others to connect to; '*' if the system chooses the interface, as in CZMQ. */
  readonly hostname: string
  /** The address that beacons are sent from. */
  readonly source: string
  /** The address that beacons are sent to. */
  readonly target: string
  /** For multicast: the interface on which the group is joined; `on` is undefined if the system chooses. */
  readonly membership: { readonly on: string | undefined } | undefined
}

/** The multicast address of all nodes of a link (RFC 4291, 2.7.1). */
const ALL_NODES = 'ff02::1'

/** Throws EINVAL for an invalid group, ENODEV if there is no such interface or none that can be used. */
export function chooseNetwork(choice: NetworkChoice, env: NodeJS.ProcessEnv = process.env): Network {
  const name = choice.interface ?? env['ZSYS_INTERFACE'] ?? ''
  const { family, group } = groupOf(choice, env)
  if (name === '*') {
    const [any, all] = family === 6 ? ['::', ALL_NODES] : ['0.0.0.0', '255.255.255.255']
    return {
      family,
      hostname: '*',
      source: any,
      target: group ?? all,
      membership: group === undefined ? undefined : { on: undefined },
    }
  }
  const found = find(name, family, group !== undefined)
  if (found === undefined) {
    throw new ZmqError('ENODEV', `there is no interface ${name === '' ? '' : `${JSON.stringify(name)} `}for beacons over IPv${family}`)
  }
  const { address, broadcast = '' } = found
  if (group === undefined) return { family, hostname: address, source: address, target: broadcast, membership: undefined }
  const on = family === 6 ? `::%${found.name}` : address
  return { family, hostname: address, source: address, target: group, membership: { on } }
}

/** All addresses of this machine, in the form in which a datagram names its sender. */
export function ownAddresses(): Set<string> {
  return new Set(interfaces().map(({ address }) => address))
}

function groupOf({ ipv6, group }: NetworkChoice, env: NodeJS.ProcessEnv): { family: 4 | 6; group: string | undefined } {
  if (group !== undefined) return { family: net().isIPv6(group) ? 6 : 4, group: checked(group) }
  if (ipv6 ?? ['1', 'true'].includes(env['ZSYS_IPV6'] ?? ''))
    return { family: 6, group: checked(env['ZSYS_IPV6_MCAST_ADDRESS'] ?? ALL_NODES) }
  const wanted = env['ZSYS_IPV4_MCAST_ADDRESS'] ?? ''
  return { family: 4, group: wanted === '' ? undefined : checked(wanted) }
}

function checked(group: string): string {
  const first = Number.parseInt(group, 10)
  if (net().isIPv4(group) ? first >= 224 && first <= 239 : net().isIPv6(group) && /^ff/i.test(group)) return group
  throw new ZmqError('EINVAL', `${JSON.stringify(group)} is not a multicast group`)
}

/** The interface of that name, or the first that is not a loopback. For broadcast it needs a broadcast address. */
function find(name: string, family: 4 | 6, multicast: boolean): NetworkInterface | undefined {
  return interfaces().find(
    (each) => (name === '' ? !each.internal : each.name === name) && each.family === family && (multicast || each.broadcast !== undefined),
  )
}

/** Loaded when a beacon is configured, since loading takes long. */
function net(): typeof Net {
  return process.getBuiltinModule('node:net')
}
