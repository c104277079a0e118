/** Fan-out: writes one message to many pipes, and counts those that are at their high-water mark. */
import { SharedMessage } from '@tszmq/zmtp-codec'
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'

export class Distributor {
  /** All attached pipes. */
  readonly pipes: Pipe[] = []

  attach(pipe: Pipe): void {
    pipe.position = this.pipes.length
    this.pipes.push(pipe)
  }

  detach(pipe: Pipe): void {
    if (pipe.position < 0) return
    const last = this.pipes.pop() as Pipe
    if (last !== pipe) {
      this.pipes[pipe.position] = last
      last.position = pipe.position
    }
    pipe.position = -1
  }

  /** Writes to each of `pipes`. Returns how many were at their high-water mark and did not get the message. */
  send(message: Message, pipes: readonly Pipe[]): number {
    if (pipes.length === 1) return (pipes[0] as Pipe).write(message) ? 0 : 1
    const shared = new SharedMessage(message)
    let missed = 0
    for (let i = 0; i < pipes.length; i++) if (!(pipes[i] as Pipe).write(shared)) missed++
    return missed
  }

  /** Returns whether all of `pipes` have room (ZMQ_XPUB_NODROP). The first one without room calls `writable` when it has room again. */
  room(pipes: readonly Pipe[]): boolean {
    for (let i = 0; i < pipes.length; i++) {
      const pipe = pipes[i] as Pipe
      if (!pipe.open || pipe.room()) continue
      pipe.mute()
      return false
    }
    return true
  }
}
