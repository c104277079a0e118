/**
 * What nodes of ours tell each other of a tuple beside CZMQ's message, in a frame of its own: how often its key was written, so that
 * the last write wins wherever it comes by, and whether it is one that goes around just now. It refuses all else.
 */
import { ZmqError } from '@tszmq/sockets'

/** A property of the handshake: who has it understands stamps, and means a time to live as it says it. CZMQ ignores the property. */
export const STAMP_PROPERTY = 'X-ZGossip-Stamp'

export interface Stamp {
  /** Writes of the key so far, from 1 to `MAX_CLOCK`: who writes adds one to what it knows (Lamport). */
  readonly clock: number
  /** It was written just now. False: somebody had it before it knew us, or before it heard of what we said. */
  readonly fresh: boolean
}

/** Nobody comes so far. Where somebody says so, the greatest value stays. */
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

/** Whether `a` was written after `b`. Of two that were written without knowing of each other the greater value is later: one order for all. */
export function later(a: Written, b: Written): boolean {
  return a.clock === b.clock ? a.value > b.value : a.clock > b.clock
}
