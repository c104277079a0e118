/** Fair queueing: one message from each pipe that has any, in turn. Never waits, never drops. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../core/pipe.ts'
import { Ring } from '../core/ring.ts'

export class FairQueue {
  /** Where the last message came from. */
  source: Pipe | undefined = undefined
  readonly #ready = new Ring<Pipe>()
  #current: Pipe | undefined = undefined

  /** `pipe` may have something to read: after it was attached, and whenever it says so. */
  activate(pipe: Pipe): void {
    if (pipe.receiving) return
    pipe.receiving = true
    if (this.#current === undefined) this.#current = pipe
    else this.#ready.push(pipe)
  }

  /** Forgets a pipe of which nothing more will be read. A pipe whose peer is gone may stay until it is empty. */
  detach(pipe: Pipe): void {
    if (this.source === pipe) this.source = undefined
    if (!pipe.receiving) return
    pipe.receiving = false
    if (this.#current === pipe) this.#current = this.#ready.take()
    else this.#ready.remove(pipe)
  }

  /** Whether `receive` would find something. */
  get readable(): boolean {
    if (this.#current === undefined) return false
    if (this.#current.waiting > 0) return true
    for (let i = this.#ready.size; i > 0; i--) {
      const pipe = this.#ready.take() as Pipe
      this.#ready.push(pipe)
      if (pipe.waiting > 0) return true
    }
    return false
  }

  receive(): Message | undefined {
    let pipe = this.#current
    while (pipe !== undefined) {
      const message = pipe.read()
      if (message !== undefined) {
        this.source = pipe
        if (this.#ready.size > 0) {
          this.#ready.push(pipe)
          this.#current = this.#ready.take()
        }
        return message
      }
      pipe.receiving = false
      pipe = this.#current = this.#ready.take()
    }
    return undefined
  }
}
