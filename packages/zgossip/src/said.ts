/** What a neighbour says in one message: CZMQ's frame, and behind a PUBLISH of ours its stamp. It refuses all else. */
import { ZmqError } from '@tszmq/sockets'
import { decodeGossip } from './gossip-message.ts'
import type { GossipMessage } from './gossip-message.ts'
import { decodeStamp } from './stamp.ts'
import type { Stamp } from './stamp.ts'

export interface Said {
  readonly message: GossipMessage
  /** Of a PUBLISH of those that know stamps, and of nothing else. */
  readonly stamp: Stamp | undefined
}

/** Throws ERR_ZGOSSIP_MALFORMED. */
export function decodeSaid(frames: readonly Uint8Array[], stamped: boolean): Said {
  const message = decodeGossip(frames.slice(0, 1))
  const [, second] = frames
  const wanted = stamped && message.id === 'PUBLISH' ? 2 : 1
  if (frames.length === wanted) return { message, stamp: second === undefined ? undefined : decodeStamp(second) }
  throw new ZmqError('ERR_ZGOSSIP_MALFORMED', `not a message of gossip: ${message.id} has ${frames.length} frames instead of ${wanted}`)
}
