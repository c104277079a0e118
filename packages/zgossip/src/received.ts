/** A message of a neighbour, decoded: CZMQ's frame, and behind a PUBLISH of a node of tszmq its stamp. */
import { ZmqError } from '@tszmq/sockets'
import { decodeGossip } from './gossip-message.ts'
import type { GossipMessage } from './gossip-message.ts'
import { decodeStamp } from './stamp.ts'
import type { Stamp } from './stamp.ts'

export interface Received {
  readonly message: GossipMessage
  /** The stamp of a PUBLISH, if the neighbour knows stamps. */
  readonly stamp: Stamp | undefined
}

/** Throws ERR_ZGOSSIP_MALFORMED. */
export function decodeReceived(frames: readonly Uint8Array[], stamped: boolean): Received {
  const message = decodeGossip(frames.slice(0, 1))
  const [, second] = frames
  const wanted = stamped && message.id === 'PUBLISH' ? 2 : 1
  if (frames.length === wanted) return { message, stamp: second === undefined ? undefined : decodeStamp(second) }
  throw new ZmqError('ERR_ZGOSSIP_MALFORMED', `not a message of gossip: ${message.id} has ${frames.length} frames instead of ${wanted}`)
}
