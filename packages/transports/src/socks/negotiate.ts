/** Runs a SOCKS negotiation on a connected, paused socket, and leaves it paused. Bytes after the negotiation stay in the socket. */
import type { Socket } from 'node:net'
import type { SocksNegotiation } from './socks-negotiation.ts'

/** Calls `ended` once, with an error if the proxy did not connect to the target. Returns a function that stops the negotiation. */
export function negotiate(socket: Socket, negotiation: SocksNegotiation, ended: (error?: Error) => void): () => void {
  socket.on('data', received)
  socket.on('close', closed)
  send()
  socket.resume()
  return stop

  function send(): void {
    const bytes = negotiation.next()
    if (bytes !== undefined) socket.write(bytes)
  }

  function received(chunk: Buffer): void {
    let used: number
    try {
      used = negotiation.receive(chunk)
    } catch (error) {
      stop()
      return ended(error as Error)
    }
    send()
    if (!negotiation.done) return
    socket.pause()
    stop()
    // The chunk may also hold the first bytes of the target.
    if (used < chunk.length) socket.unshift(chunk.subarray(used))
    ended()
  }

  function closed(): void {
    stop()
    ended(negotiation.closed())
  }

  function stop(): void {
    socket.removeListener('data', received)
    socket.removeListener('close', closed)
  }
}
