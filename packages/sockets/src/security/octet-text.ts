/**
 * Converts names and passwords of PLAIN and ZAP to text and back. They are octets (RFC 24, 27) and need not be UTF-8. Different octets
 * always give different text.
 */
import type { Bytes } from '@tszmq/zmtp-codec'
import { asBytes, isUtf8, joinBytes, utf8, utf8Text } from '@tszmq/zmtp-codec/internal'

/** Added to an octet that is not UTF-8, 0x80 to 0xff: the sum is a lone surrogate, which UTF-8 cannot encode. */
const ESCAPE = 0xdc00
const LONGEST_CHARACTER = 4

/** Decodes UTF-8. An octet that is not UTF-8, such as 0xe9, becomes U+DCE9, as with surrogateescape in Python. */
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

/** Returns the octets that `octetText` makes this text of; undefined if there are none, because of another lone surrogate. */
export function textOctets(text: string): Bytes | undefined {
  const pieces = text
    .split(/([\udc80-\udcff])/u)
    .map((piece, i) => (i % 2 === 0 ? utf8(piece) : Uint8Array.of(piece.charCodeAt(0) - ESCAPE)))
  const octets = joinBytes(pieces)
  return octetText(octets) === text ? octets : undefined
}

/** Returns the number of bytes of the UTF-8 character at `at`; 0 if there is none. */
function characterSize(bytes: Uint8Array, at: number): number {
  for (let size = 1; size <= LONGEST_CHARACTER && at + size <= bytes.length; size++) {
    if (isUtf8(bytes.subarray(at, at + size))) return size
  }
  return 0
}
