/** The socket of an accepted connection, made to read into the shared buffer where it can; else left as it is. */
import type { Socket } from 'node:net'
import { nodeNet } from './node-modules.ts'
import { ReadTap, SOCKET_OPTIONS } from './socket-conn.ts'

/** The part of a system handle that tells whether it can read into a buffer it is given. */
interface Handle {
  useUserBuffer?: unknown
}

/**
 * `net.connect()` takes an `onread` option and `net.Server` does not, so an accepted socket would allocate for each
 * read. A second Socket over the same handle does take it. The handle is a private field, the same in Node 20, 22 and
 * 24: if it is missing or cannot take a buffer, the socket itself is returned, without a tap. The server must have been
 * made with `pauseOnConnect`.
 */
export function retapAccepted(socket: Socket): { socket: Socket; tap: ReadTap | undefined } {
  const husk = socket as unknown as { _handle?: Handle | null }
  const handle = husk._handle
  if (typeof handle?.useUserBuffer !== 'function') return { socket, tap: undefined }
  const tap = new ReadTap()
  const options = { ...SOCKET_OPTIONS, handle, onread: tap.onread }
  husk._handle = null
  // Without a handle it closes nothing; it only leaves the server's count of connections.
  socket.destroy()
  return { socket: new (nodeNet().Socket)(options), tap }
}
