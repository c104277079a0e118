/** The arguments of `subscribe()` and `unsubscribe()` as bytes. */
import { EMPTY, utf8 } from '@tszmq/zmtp-codec/internal'
import { kindOf } from './argument.ts'
import { bytesOf } from './bytes-of.ts'

/** Returns the bytes of each prefix; null is the empty prefix. Throws TypeError if one is neither text nor bytes. */
export function toPrefixes(prefixes: readonly unknown[]): Uint8Array[] {
  return prefixes.map((prefix) => {
    const bytes = prefix === null ? EMPTY : typeof prefix === 'string' ? utf8(prefix) : bytesOf(prefix)
    if (bytes !== undefined) return bytes
    const hint = Array.isArray(prefix) ? ': pass each prefix as an argument of its own' : ''
    throw new TypeError(`a prefix to subscribe to must be a string, bytes or null, not ${kindOf(prefix)}${hint}`)
  })
}
