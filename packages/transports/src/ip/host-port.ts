/** Parses and formats `host:port` as libzmq does, with brackets, zone and `*`. No I/O: {@link IpResolver} resolves the host. */
import type { Attempt } from '../attempt.ts'
import { canonicalIp } from './ip-address.ts'
import { nodeNet } from '../node/node-modules.ts'

/** An address before names are resolved. */
export interface HostPort {
  /** A numeric address, a host name, an interface's name or `*`; without brackets. */
  readonly host: string
  /** The text after `%`: the name or number of a network interface. `''` if there is none. */
  readonly zone: string
  /** 0 means any free port. */
  readonly port: number
}

/** Which forms {@link parseHostPort} accepts. */
export interface HostPortRules {
  /** Accept `*` as the host and as the port. */
  readonly bindable: boolean
  /** Require a port. If false, the whole text is the host. */
  readonly port: boolean
}

/** Parses `text`. Splits at the last colon, since IPv6 addresses contain colons. Throws `EINVAL`. */
export function parseHostPort(text: string, rules: HostPortRules, attempt: Attempt): HostPort {
  const colon = rules.port ? text.lastIndexOf(':') : text.length
  if (colon < 0) throw attempt.refuse('EINVAL', 'the port is missing')
  const port = rules.port ? parsePort(text.slice(colon + 1), rules.bindable, attempt) : 0
  return { ...parseHost(text.slice(0, colon), rules.bindable, attempt), port }
}

/** Formats an address in its normal form: brackets around IPv6 only, names in lower case, `*` for port 0. */
export function formatHostPort({ host, zone, port }: HostPort): string {
  const name = canonicalIp(host).toLowerCase() + (zone === '' ? '' : `%${zone}`)
  return `${name.includes(':') ? `[${name}]` : name}:${port === 0 ? '*' : port}`
}

// libzmq reads the port with atoi, which ignores text after the digits. It also wraps ports over 65535 and connects to port 0. This
// parser rejects those two, since they are mistakes.
function parsePort(text: string, bindable: boolean, attempt: Attempt): number {
  if (text === '*' && bindable) return 0
  const digits = /^\d+/.exec(text)?.[0]
  if (digits === undefined) throw attempt.refuse('EINVAL', `the port must be a number, not "${text}"`)
  const port = Number(digits)
  if (port > 65535) throw attempt.refuse('EINVAL', `the port ${digits} is greater than 65535`)
  if (port === 0 && text !== '0') throw attempt.refuse('EINVAL', `the port must be a number, not "${text}"`)
  return port
}

function parseHost(text: string, bindable: boolean, attempt: Attempt): { host: string; zone: string } {
  const bracketed = text.length >= 2 && text.startsWith('[') && text.endsWith(']')
  const name = bracketed ? text.slice(1, -1) : text
  const percent = name.lastIndexOf('%')
  const host = percent < 0 ? name : name.slice(0, percent)
  const zone = percent < 0 ? '' : name.slice(percent + 1)
  if (percent >= 0 && (zone === '' || zone === '0')) throw attempt.refuse('EINVAL', 'the zone after % is missing')
  if (host === '') throw attempt.refuse('EINVAL', 'the host is missing')
  if (host === '*' && !bindable) throw attempt.refuse('EINVAL', '* is not an address to connect to')
  // No host name contains these characters. A host with a colon is a numeric IPv6 address.
  if (host !== '*' && /[[\]*;/\s]/.test(host)) throw attempt.refuse('EINVAL', `"${host}" is not a host`)
  if (host.includes(':') && nodeNet().isIP(host) !== 6) throw attempt.refuse('EINVAL', `"${host}" is not an IPv6 address`)
  return { host, zone }
}
