/** Fair queueing: receives one message from each pipe that has messages, in turn. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import { ReadyList } from '../pipe/ready-list.ts'

export class FairQueue {
  /** The pipe of the last message. */
  source: Pipe | undefined = undefined
  readonly #ready = new ReadyList<Pipe>()

  /** Adds `pipe`, after it was attached and whenever it becomes readable. It is removed when it is found empty. */
  activate(pipe: Pipe): void {
    this.#ready.add(pipe.reading)
  }

  /** Removes a pipe that will not be read any more. A pipe whose peer has gone may stay until it is empty. */
  detach(pipe: Pipe): void {
    if (this.source === pipe) this.source = undefined
    this.#ready.remove(pipe.reading)
  }

  /** True if `receive` would return a message. */
  get readable(): boolean {
    for (let entry = this.#ready.current; entry !== undefined; entry = this.#ready.current) {
      if (entry.item.waiting > 0) return true
      this.#ready.remove(entry)
    }
    return false
  }

  receive(): Message | undefined {
    for (let entry = this.#ready.current; entry !== undefined; entry = this.#ready.current) {
      const message = entry.item.read()
      if (message !== undefined) {
        this.source = entry.item
        this.#ready.advance()
        return message
      }
      this.#ready.remove(entry)
    }
    return undefined
  }
}
