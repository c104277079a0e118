/**
 * The framing of RFC 37 read as slowly and plainly as can be, to compare the fast decoder with. Takes all bytes at
 * once.
 */
import type { Limits } from '@tszmq/zmtp-codec'
import { hex } from './wire-bytes.ts'

/** `m` and the hex of each frame, `c` and the hex of the body, `!` and an error code. */
export function decodeSlowly(bytes: Uint8Array, limits: Limits): string[] {
  const events: string[] = []
  const maxCommand = Math.max(limits.maxTopicLength + 64, limits.maxHandshakeSize)
  let parts: Uint8Array[] = []
  let rest = bytes
  const fail = (code: string): string[] => [...events, `!${code}`]
  for (;;) {
    const flags = rest[0]
    if (flags === undefined) return events
    const [more, long, command] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0]
    const header = long ? 9 : 2
    if (rest.length < header) return events
    const size = long ? BigInt(`0x${hex(rest.subarray(1, 9))}`) : BigInt(rest[1] as number)
    if (flags > 7 || (command && more)) return fail('ERR_ZMTP_FRAME')
    if (command && size > BigInt(maxCommand)) return fail('ERR_ZMTP_TOPIC_LENGTH')
    const total = parts.reduce((sum, part) => sum + BigInt(part.length), size)
    if (!command && (Number(total) > limits.maxMessageSize || size > 0xffff_ffffn)) return fail('ERR_ZMTP_MESSAGE_SIZE')
    if (BigInt(rest.length - header) < size) return events
    const body = rest.subarray(header, header + Number(size))
    rest = rest.subarray(header + Number(size))
    if (command) {
      events.push(`c${hex(body)}`)
      continue
    }
    parts.push(body)
    if ((more || parts.length > 1) && parts.length > limits.maxMessageParts) return fail('ERR_ZMTP_MESSAGE_PARTS')
    if (more) continue
    events.push(`m${parts.map(hex).join(',')}`)
    parts = []
  }
}
