/** Load balancing: sends each message to the next pipe that has room. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import { ReadyList } from '../pipe/ready-list.ts'

export class LoadBalancer {
  /** The pipe that the last message was sent to. */
  target: Pipe | undefined = undefined
  readonly #ready = new ReadyList<Pipe>()

  /** Adds `pipe`, after it was attached and whenever it has room again. It is removed when it is found full. */
  activate(pipe: Pipe): void {
    this.#ready.add(pipe.writing)
  }

  detach(pipe: Pipe): void {
    if (this.target === pipe) this.target = undefined
    this.#ready.remove(pipe.writing)
  }

  /** True if `send` would accept a message. */
  get writable(): boolean {
    for (let entry = this.#ready.current; entry !== undefined; entry = this.#ready.current) {
      if (entry.item.room()) return true
      entry.item.mute()
      this.#ready.remove(entry)
    }
    return false
  }

  /** Returns false if no pipe has room. */
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
