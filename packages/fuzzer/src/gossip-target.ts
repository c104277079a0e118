/** Gossip under the fuzzer: nothing but a ZmqError is thrown, and what is read is written the same again. */
import { ZmqError } from '@tszmq/sockets'
import { decodeReceived, encodeGossip, encodeStamp } from '@tszmq/zgossip/internal'
import type { GossipMessage } from '@tszmq/zgossip/internal'
import { damage, PROTOTYPE_NAMES } from './fuzz-input.ts'
import { hex } from '@tszmq/testkit'
import type { Xoshiro128 } from '@tszmq/testkit'

const IDS = ['HELLO', 'PING', 'PONG', 'INVALID'] as const
const TEXTS = [...PROTOTYPE_NAMES, '', 'key', 'grüße', '\udcff', 'x'.repeat(255)]

export function gossipTarget(random: Xoshiro128): void {
  const stamped = random.once(2)
  const frames = spoken(random, stamped).map((frame) => (random.once(2) ? Buffer.from(damage(random, frame)) : frame))
  if (random.once(10)) frames.push(Buffer.from(random.bytes(random.below(10))))
  if (random.once(10)) frames.shift()
  try {
    const { message, stamp } = decodeReceived(frames, stamped)
    const again = [encodeGossip(message), ...(stamp === undefined ? [] : [encodeStamp(stamp)])]
    if (again.map(hex).join(' ') !== frames.map(hex).join(' ')) throw new Error(`written as ${again.map(hex).join(' ')}`)
  } catch (error) {
    if (error instanceof ZmqError && error.code === 'ERR_ZGOSSIP_MALFORMED') return
    throw new Error(`${(error as Error).message} for ${frames.map(hex).join(' ')}`, { cause: error })
  }
}

function spoken(random: Xoshiro128, stamped: boolean): Buffer[] {
  if (random.once(4)) return [encodeGossip({ id: random.pick(IDS) })]
  const message: GossipMessage = { id: 'PUBLISH', key: random.pick(TEXTS), value: random.pick(TEXTS), ttl: random.next() }
  const stamp = encodeStamp({ clock: 1 + random.next(), fresh: random.once(2) })
  return stamped ? [encodeGossip(message), stamp] : [encodeGossip(message)]
}
