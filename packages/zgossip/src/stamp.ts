/**
 * The stamp of a tuple: a frame that nodes of tszmq add to CZMQ's message. It has a logical clock, so that the last write wins whichever way it
 * comes, and says whether the tuple was written just now.
 */
import { ZmqError } from '@tszmq/sockets'

/** A property of the handshake of nodes that understand stamps and times to live. CZMQ ignores it. */
export const STAMP_PROPERTY = 'X-ZGossip-Stamp'

export interface Stamp {
  /** The Lamport clock of the key, from 1 to `MAX_CLOCK`: each write adds one to the clock that the writer knows. */
  readonly clock: number
  /** True if the tuple was written just now; false if the sender had it before we connected, or before it received ours. */
  readonly fresh: boolean
}

/** The greatest clock. No honest node reaches it; at this clock the greatest value stays. */
export const MAX_CLOCK = 2 ** 48 - 1

export const STAMP_SIZE = 7

export function encodeStamp({ clock, fresh }: Stamp): Buffer {
  const frame = Buffer.allocUnsafe(STAMP_SIZE)
  frame.writeUInt8(fresh ? 1 : 0, 0)
  frame.writeUIntBE(clock, 1, 6)
  return frame
}

/** Throws ERR_ZGOSSIP_MALFORMED. */
export function decodeStamp(frame: Uint8Array): Stamp {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  const clock = bytes.length === STAMP_SIZE ? bytes.readUIntBE(1, 6) : 0
  if (clock > 0 && (bytes[0] === 0 || bytes[0] === 1)) return { clock, fresh: bytes[0] === 1 }
  throw new ZmqError('ERR_ZGOSSIP_MALFORMED', `not a stamp of gossip: ${bytes.toString('hex', 0, 20)}`)
}

export interface Written {
  readonly clock: number
  readonly value: string
}

/** Returns true if `a` is later than `b`. Of two concurrent writes the greater value is later, so that all nodes agree. */
export function later(a: Written, b: Written): boolean {
  return a.clock === b.clock ? a.value > b.value : a.clock > b.clock
}
