/** STATISTICS as zmq_proxy_steerable answers it: eight whole numbers of 64 bits, each a frame, in the order of this machine's bytes. */
import type { ProxyStatistics } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'

const COUNTS = 8

/** Front end, then back end; of each what was received, then what was sent; of each messages, then bytes. */
export function encodeStatistics({ frontEnd, backEnd }: ProxyStatistics): Buffer[] {
  return [frontEnd.received, frontEnd.sent, backEnd.received, backEnd.sent]
    .flatMap(({ messages, bytes }) => [messages, bytes])
    .map((count) => Buffer.from(BigUint64Array.of(BigInt(count)).buffer))
}

/** Throws EINVAL for what is no such answer. */
export function decodeStatistics(message: readonly Uint8Array[]): ProxyStatistics {
  if (message.length !== COUNTS || message.some(({ length }) => length !== COUNTS)) {
    throw new ZmqError('EINVAL', `statistics are ${COUNTS} frames of ${COUNTS} bytes`)
  }
  // A frame may begin anywhere in its memory, an array of numbers may not.
  const count = (at: number): number => Number(new BigUint64Array(Uint8Array.from(message[at] as Uint8Array).buffer)[0])
  const pair = (at: number): { messages: number; bytes: number } => ({ messages: count(at), bytes: count(at + 1) })
  return { frontEnd: { received: pair(0), sent: pair(2) }, backEnd: { received: pair(4), sent: pair(6) } }
}
