/** Splits and joins endpoints: `scheme://address`. The transport of the scheme parses the address. */
import { TransportError } from './transport-error.ts'

/** An endpoint in its two halves. */
export interface Endpoint {
  /** The text before `://`, such as `tcp`. */
  readonly scheme: string
  /** The text after `://`, such as `127.0.0.1:5555`. */
  readonly address: string
}

/**
 * Splits `text` at its first `://`. Throws `EINVAL` if there is none or if one side is empty, and `TypeError` if `text` is not a string.
 */
export function parseEndpoint(text: string): Endpoint {
  checkEndpointText(text)
  const at = text.indexOf('://')
  if (at <= 0 || at + 3 === text.length) {
    throw new TransportError('EINVAL', `"${text}" is not an endpoint: it must read scheme://address`, text)
  }
  return { scheme: text.slice(0, at), address: text.slice(at + 3) }
}

/** Throws `TypeError` if `text` is not a string. */
export function checkEndpointText(text: unknown): void {
  if (typeof text !== 'string') throw new TypeError(`an endpoint must be a string such as tcp://127.0.0.1:5555, not ${shown(text)}`)
}

/** Joins a scheme and an address to an endpoint. */
export function formatEndpoint(scheme: string, address: string): string {
  return `${scheme}://${address}`
}

/** Makes the error for an endpoint whose scheme no transport serves: code `EPROTONOSUPPORT`. */
export function unknownScheme(endpoint: string, known: Iterable<string>): TransportError {
  const names = [...known].join(', ')
  return new TransportError('EPROTONOSUPPORT', `no transport here serves ${endpoint}: there is ${names}`, endpoint)
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'symbol' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}
