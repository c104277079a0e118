/** Resolves a host to numeric addresses. It may be `*`, a numeric address, an interface name or a host name, tried in libzmq's order. */
import { errorCode, type Attempt } from '../attempt.ts'
import type { HostPort } from './host-port.ts'
import { ipBytes, isMapped } from './ip-address.ts'
import type { Names } from './names.ts'
import { nodeNet } from '../node/node-modules.ts'

/** A numeric address and a port, as the system takes them. */
export interface IpAddress {
  readonly family: 4 | 6
  /** Numeric, followed by `%zone` if there is a zone. */
  readonly address: string
  readonly port: number
}

/** Which kinds of hosts {@link IpResolver.resolve} accepts. */
export interface ResolveOptions {
  /** Accept `*`. The error code of a host that is not found is then `ENODEV`, else `EINVAL`, as in libzmq. */
  readonly bindable: boolean
  /** Accept the name of a network interface. */
  readonly interfaces: boolean
  /** Accept a host name, which the system's resolver looks up. */
  readonly dns: boolean
  /** Accept IPv6 addresses, and return them first. */
  readonly ipv6: boolean
}

/** Resolves hosts with the given {@link Names}. */
export class IpResolver {
  readonly #names: Names

  constructor(names: Names) {
    this.#names = names
  }

  /**
   * Returns all addresses of `target`, at least one, in the order to try them. Looks names up at each call, since they may change. Rejects
   * with `ENODEV` or `EINVAL`.
   */
  async resolve(target: HostPort, options: ResolveOptions, attempt: Attempt): Promise<IpAddress[]> {
    const { host, port } = target
    const zone = this.#checkZone(target.zone, attempt)
    const found = await this.#addresses(host, options, attempt)
    const usable = found.flatMap((text) => toAddress(text, zone, port, options.ipv6))
    if (usable.length > 0) return usable.sort((a, b) => b.family - a.family)
    throw notFound(`the address of ${host} is IPv6, which is not enabled`, options, attempt)
  }

  async #addresses(host: string, options: ResolveOptions, attempt: Attempt): Promise<readonly string[]> {
    if (host === '*' && options.bindable) return [options.ipv6 ? '::' : '0.0.0.0']
    if (nodeNet().isIP(host) !== 0) return [host]
    const own = options.interfaces ? this.#interfaceAddress(host, options.ipv6) : undefined
    if (own !== undefined) return [own]
    if (!options.dns) throw notFound(`${host} is not a numeric address`, options, attempt)
    try {
      return await this.#names.lookup(host, options.ipv6 ? 0 : 4)
    } catch (error) {
      throw notFound(`the name ${host} does not resolve (${errorCode(error)})`, options, attempt, error)
    }
  }

  #interfaceAddress(name: string, ipv6: boolean): string | undefined {
    const own = this.#names.addressesOf(name)
    const v6 = ipv6 ? own?.find((text) => nodeNet().isIP(text) === 6) : undefined
    if (v6 === undefined) return own?.find((text) => nodeNet().isIP(text) === 4)
    return v6.startsWith('fe80:') && !v6.includes('%') ? `${v6}%${name}` : v6
  }

  // RFC 4007: a zone is the name or the number of an interface. libuv accepts only numbers on Windows, only names elsewhere.
  #checkZone(zone: string, attempt: Attempt): string {
    if (zone === '') return zone
    if (this.#names.addressesOf(zone) !== undefined) return zone
    const name = /^[1-9]\d*$/.test(zone) ? this.#names.interfaceName?.(Number(zone)) : undefined
    if (name === undefined) throw attempt.refuse('EINVAL', `there is no network interface ${zone}`)
    return process.platform === 'win32' ? zone : name
  }
}

function toAddress(text: string, zone: string, port: number, ipv6: boolean): IpAddress[] {
  if (nodeNet().isIPv4(text)) return [{ family: 4, address: text, port }]
  const bytes = ipBytes(text.split('%')[0] as string)
  if (bytes === undefined) return []
  if (isMapped(bytes)) return [{ family: 4, address: bytes.subarray(12).join('.'), port }]
  if (!ipv6) return []
  return [{ family: 6, address: zone === '' ? text : `${text}%${zone}`, port }]
}

function notFound(reason: string, options: ResolveOptions, attempt: Attempt, cause?: unknown): Error {
  return attempt.refuse(options.bindable ? 'ENODEV' : 'EINVAL', reason, cause)
}
