/** Fair queueing: one message from each pipe that has any, in turn. Never waits, never drops. A pipe without messages costs nothing. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import { ReadyList } from '../pipe/ready-list.ts'

export class FairQueue {
  /** Where the last message came from. */
  source: Pipe | undefined = undefined
  readonly #ready = new ReadyList<Pipe>()

  /** Adds `pipe` to the turn: after it was attached, and whenever it becomes readable. It leaves when it is found empty. */
  activate(pipe: Pipe): void {
    this.#ready.add(pipe.reading)
  }

  /** Forgets a pipe of which nothing more will be read. A pipe whose peer is gone may stay until it is empty. */
  detach(pipe: Pipe): void {
    if (this.source === pipe) this.source = undefined
    this.#ready.remove(pipe.reading)
  }

  /** Whether `receive` returns a message. */
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
