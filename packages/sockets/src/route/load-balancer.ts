/** Load balancing: each message to one pipe that has room, round robin. Refuses when none has; never drops. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import { ReadyList } from '../pipe/ready-list.ts'

export class LoadBalancer {
  /** Where the last message went. */
  target: Pipe | undefined = undefined
  readonly #ready = new ReadyList<Pipe>()

  /** Adds `pipe` to the turn: after it was attached, and whenever it has room again. */
  activate(pipe: Pipe): void {
    this.#ready.add(pipe.writing)
  }

  detach(pipe: Pipe): void {
    if (this.target === pipe) this.target = undefined
    this.#ready.remove(pipe.writing)
  }

  /** Whether `send` takes a message. Pipes without room leave the turn until they report room. */
  get writable(): boolean {
    for (let entry = this.#ready.current; entry !== undefined; entry = this.#ready.current) {
      if (entry.item.room()) return true
      entry.item.mute()
      this.#ready.remove(entry)
    }
    return false
  }

  send(message: Message): boolean {
    for (let entry = this.#ready.current; entry !== undefined; entry = this.#ready.current) {
      const pipe = entry.item
      if (pipe.write(message)) {
        this.target = pipe
        this.#ready.advance()
        return true
      }
      this.#ready.remove(entry)
    }
    return false
  }
}
