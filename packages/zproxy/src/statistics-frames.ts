/** The reply to STATISTICS of zmq_proxy_steerable: eight frames, each a 64-bit integer in the byte order of the machine. */
import type { ProxyStatistics } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'

const COUNTS = 8

/** Front end, then back end; of each what was received, then what was sent; of each messages, then bytes. */
export function encodeStatistics({ frontEnd, backEnd }: ProxyStatistics): Buffer[] {
  return [frontEnd.received, frontEnd.sent, backEnd.received, backEnd.sent]
    .flatMap(({ messages, bytes }) => [messages, bytes])
    .map((count) => Buffer.from(BigUint64Array.of(BigInt(count)).buffer))
}

/** Throws EINVAL for any other message. */
export function decodeStatistics(message: readonly Uint8Array[]): ProxyStatistics {
  if (message.length !== COUNTS || message.some(({ length }) => length !== COUNTS)) {
    throw new ZmqError('EINVAL', `statistics are ${COUNTS} frames of ${COUNTS} bytes`)
  }
  // Copied, since a BigUint64Array must be aligned and a frame need not be.
  const count = (at: number): number => Number(new BigUint64Array(Uint8Array.from(message[at] as Uint8Array).buffer)[0])
  const pair = (at: number): { messages: number; bytes: number } => ({ messages: count(at), bytes: count(at + 1) })
  return { frontEnd: { received: pair(0), sent: pair(2) }, backEnd: { received: pair(4), sent: pair(6) } }
}
