/** Load balancing: each message to one pipe that has room, round robin. Refuses when none has; never drops. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../core/pipe.ts'
import { Ring } from '../core/ring.ts'

export class LoadBalancer {
  /** Where the last message went. */
  target: Pipe | undefined = undefined
  readonly #ready = new Ring<Pipe>()
  #current: Pipe | undefined = undefined

  /** `pipe` may have room: after it was attached, and whenever it says so. */
  activate(pipe: Pipe): void {
    if (pipe.sending) return
    pipe.sending = true
    if (this.#current === undefined) this.#current = pipe
    else this.#ready.push(pipe)
  }

  detach(pipe: Pipe): void {
    if (this.target === pipe) this.target = undefined
    if (!pipe.sending) return
    pipe.sending = false
    if (this.#current === pipe) this.#current = this.#ready.take()
    else this.#ready.remove(pipe)
  }

  /** Whether `send` would be taken. Pipes without room leave the turn, and come back when they tell. */
  get writable(): boolean {
    while (this.#current !== undefined) {
      if (this.#current.room()) return true
      this.#current.mute()
      this.#skip(this.#current)
    }
    return false
  }

  send(message: Message): boolean {
    let pipe = this.#current
    while (pipe !== undefined) {
      if (pipe.write(message)) {
        this.target = pipe
        if (this.#ready.size > 0) {
          this.#ready.push(pipe)
          this.#current = this.#ready.take()
        }
        return true
      }
      this.#skip(pipe)
      pipe = this.#current
    }
    return false
  }

  #skip(pipe: Pipe): void {
    pipe.sending = false
    this.#current = this.#ready.take()
  }
}
