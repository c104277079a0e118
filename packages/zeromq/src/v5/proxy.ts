/** The proxy of version 5: forwards between two of its sockets as long as they are open. Throws an Error for types it does not pair. */
import type { MessageLike } from '../frames.ts'
import type { Socket } from './socket.ts'

/** The pairs that version 5 knows, and how many frames of the envelope a capture does not get. */
const PAIRS: Readonly<Record<string, number>> = {
  'push/pull': 0,
  'pull/push': 0,
  'xpub/xsub': 0,
  'router/dealer': 2,
  'xrep/xreq': 2,
}

/** `capture` gets a copy of what the back end receives, without its envelope. */
export function proxy(frontend: Socket, backend: Socket, capture?: Socket): void {
  const pair = `${frontend.type}/${backend.type}`
  const envelope = Object.hasOwn(PAIRS, pair) ? PAIRS[pair] : undefined
  if (envelope === undefined) throw new Error('This socket type order is not supported in compatibility mode')
  frontend.on('message', (...frames: MessageLike[]) => void backend.send(frames))
  backend.on('message', (...frames: MessageLike[]) => {
    frontend.send(frames)
    capture?.send(frames.slice(envelope))
  })
}
