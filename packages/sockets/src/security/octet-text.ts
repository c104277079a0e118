/**
 * Names and passwords of PLAIN and ZAP as text. They are octets (RFC 24, 27), UTF-8 by custom only: here no two of them are ever the
 * same text, whatever they are.
 */
import type { Bytes } from '@tszmq/zmtp-codec'
import { asBytes, isUtf8, joinBytes, utf8, utf8Text } from '@tszmq/zmtp-codec/internal'

/** What an octet becomes that is no UTF-8, 0x80 to 0xff: a lone surrogate, which no UTF-8 can say. */
const ESCAPE = 0xdc00
const LONGEST_CHARACTER = 4

/** UTF-8 as itself. An octet that is none, 0xe9 for example, is U+DCE9, as Python has it too (surrogateescape). */
export function octetText(octets: Uint8Array): string {
  const bytes = asBytes(octets)
  if (isUtf8(bytes)) return utf8Text(bytes)
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const size = characterSize(bytes, at)
    text += size === 0 ? String.fromCharCode(ESCAPE + (bytes[at] as number)) : utf8Text(bytes.subarray(at, at + size))
    at += Math.max(1, size)
  }
  return text
}

/** The octets that this text is of. Undefined for one that is of none: with another half of a surrogate pair, or an escape too many. */
export function textOctets(text: string): Bytes | undefined {
  const pieces = text
    .split(/([\udc80-\udcff])/u)
    .map((piece, i) => (i % 2 === 0 ? utf8(piece) : Uint8Array.of(piece.charCodeAt(0) - ESCAPE)))
  const octets = joinBytes(pieces)
  return octetText(octets) === text ? octets : undefined
}

/** How many bytes the character at `at` has; 0 when there is none. */
function characterSize(bytes: Uint8Array, at: number): number {
  for (let size = 1; size <= LONGEST_CHARACTER && at + size <= bytes.length; size++) {
    if (isUtf8(bytes.subarray(at, at + size))) return size
  }
  return 0
}
