/** Fan-out: one message to many pipes. A pipe over its high-water mark misses it, and it is counted; nobody waits. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../core/pipe.ts'

export class Distributor {
  /** All pipes, for sockets that send to everybody. */
  readonly pipes: Pipe[] = []

  attach(pipe: Pipe): void {
    this.pipes.push(pipe)
  }

  detach(pipe: Pipe): void {
    const at = this.pipes.indexOf(pipe)
    if (at < 0) return
    this.pipes[at] = this.pipes[this.pipes.length - 1] as Pipe
    this.pipes.pop()
  }

  /** Writes to each of `pipes`; returns how many were over their high-water mark. */
  send(message: Message, pipes: readonly Pipe[]): number {
    let missed = 0
    for (let i = 0; i < pipes.length; i++) if (!(pipes[i] as Pipe).write(message)) missed++
    return missed
  }

  /** Whether all of `pipes` have room (ZMQ_XPUB_NODROP). The first that has not will tell when it has. */
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
