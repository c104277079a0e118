/** Has a SOCKS negotiation on a connected socket that is paused, and leaves it paused. It refuses to lose what follows. */
import type { Socket } from 'node:net'
import type { SocksNegotiation } from './socks-negotiation.ts'

/** Calls `ended` once, with an error if the target was not reached. Returns how to stop listening before that. */
export function negotiate(socket: Socket, negotiation: SocksNegotiation, ended: (error?: Error) => void): () => void {
  socket.on('data', answered)
  socket.on('close', closed)
  speak()
  socket.resume()
  return stop

  function speak(): void {
    const bytes = negotiation.take()
    if (bytes !== undefined) socket.write(bytes)
  }

  function answered(chunk: Buffer): void {
    let used: number
    try {
      used = negotiation.receive(chunk)
    } catch (error) {
      stop()
      return ended(error as Error)
    }
    speak()
    if (!negotiation.done) return
    socket.pause()
    stop()
    // Glued to the proxy's last answer may be the first words of the target.
    if (used < chunk.length) socket.unshift(chunk.subarray(used))
    ended()
  }

  function closed(): void {
    stop()
    ended(negotiation.closed())
  }

  function stop(): void {
    socket.removeListener('data', answered)
    socket.removeListener('close', closed)
  }
}
