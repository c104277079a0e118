/** Endpoints: `scheme://address`. It splits and joins them, and leaves the address to the transport of that scheme. */
import { TransportError } from './transport-error.ts'

/** An endpoint in its two halves. */
export interface Endpoint {
  /** What stands before `://`, e.g. `tcp`. */
  readonly scheme: string
  /** What follows it, e.g. `127.0.0.1:5555`. */
  readonly address: string
}

/** Splits `text` at its first `://`. Throws EINVAL when it has none, or nothing on one of its sides. */
export function parseEndpoint(text: string): Endpoint {
  const at = text.indexOf('://')
  if (at <= 0 || at + 3 === text.length) {
    throw new TransportError('EINVAL', `"${text}" is not an endpoint: it must read scheme://address`, text)
  }
  return { scheme: text.slice(0, at), address: text.slice(at + 3) }
}

/** The endpoint of an address. */
export function formatEndpoint(scheme: string, address: string): string {
  return `${scheme}://${address}`
}

/** What to throw for an endpoint whose scheme no transport serves. */
export function unknownScheme(endpoint: string, known: Iterable<string>): TransportError {
  const names = [...known].join(', ')
  return new TransportError('EPROTONOSUPPORT', `no transport here serves ${endpoint}: there is ${names}`, endpoint)
}
