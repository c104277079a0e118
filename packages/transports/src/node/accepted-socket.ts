/** Makes the socket of an accepted connection read into the shared buffer, if the runtime can do that. */
import type { Socket } from 'node:net'
import { nodeNet } from './node-modules.ts'
import { ReadTap, SOCKET_OPTIONS } from './socket-conn.ts'

/** The part of a socket's handle that shows whether it can read into a given buffer. */
interface Handle {
  useUserBuffer?: unknown
}

/**
 * Moves the handle of an accepted socket to a new Socket with an `onread` option. `net.Server` does not have that option, so an accepted
 * socket would allocate for each read. The handle is a private field, the same in Node 20, 22 and 24. If it is missing or cannot read
 * into a buffer, `socket` itself is returned, without a tap. The server must have the option `pauseOnConnect`.
 */
export function retapAccepted(socket: Socket): { socket: Socket; tap: ReadTap | undefined } {
  const emptied = socket as unknown as { _handle?: Handle | null }
  const handle = emptied._handle
  if (typeof handle?.useUserBuffer !== 'function') return { socket, tap: undefined }
  const tap = new ReadTap()
  const options = { ...SOCKET_OPTIONS, handle, onread: tap.onread }
  emptied._handle = null
  // Without a handle this closes nothing. It only lowers the server's count of connections.
  socket.destroy()
  return { socket: new (nodeNet().Socket)(options), tap }
}
