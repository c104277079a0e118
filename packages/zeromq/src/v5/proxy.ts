/** The proxy of version 5. */
import type { MessageLike } from '../frames.ts'
import type { Socket } from './socket.ts'

/** Pairs of types that version 5 accepts, each with the number of envelope frames that the capture does not get. */
const PAIRS: Readonly<Record<string, number>> = {
  'push/pull': 0,
  'pull/push': 0,
  'xpub/xsub': 0,
  'router/dealer': 2,
  'xrep/xreq': 2,
}

/**
 * Forwards messages between two sockets while they are open. `capture` gets a copy of what the back end receives, without its envelope.
 * Throws an Error for socket types that cannot be paired.
 */
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
