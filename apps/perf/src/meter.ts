/** Counts received messages and times them from the last of the warm-up to the last of all. Refuses a wrong size. */
import type { ThroughputReport } from './control.ts'
import type { Message } from './library.ts'
import type { Counted } from './task.ts'

export class Meter {
  readonly #size: number
  readonly #first: number
  readonly #last: number
  #received = 0
  #start = 0n
  #end = 0n

  /** With several receivers the numbers of the task are each one's share. */
  constructor(task: Counted, receivers = 1) {
    this.#size = task.size
    this.#first = Math.max(1, task.warmup) * receivers
    this.#last = this.#first + task.count * receivers
  }

  /** True once the last message has come. */
  count(message: Message): boolean {
    const length = message[0]?.length
    if (length !== this.#size || message.length !== 1) {
      throw new Error(`message of ${message.length} frames, the first ${length} bytes, instead of one of ${this.#size}`)
    }
    this.#received += 1
    if (this.#received === this.#first) this.#start = process.hrtime.bigint()
    if (this.#received < this.#last) return false
    if (this.#received > this.#last) throw new Error(`more than the ${this.#last} messages that were sent`)
    this.#end = process.hrtime.bigint()
    return true
  }

  report(): ThroughputReport {
    if (this.#received !== this.#last) throw new Error(`${this.#received} of ${this.#last} messages received`)
    const seconds = Math.max(1, Number(this.#end - this.#start)) / 1e9
    return { event: 'throughput', messages: this.#last - this.#first, seconds }
  }
}

/** How many messages one sender sends to one such receiver. */
export function messagesOf(task: Counted): number {
  return Math.max(1, task.warmup) + task.count
}
