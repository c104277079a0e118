/** The messages that an owner has read from the pipe of its actor and not received yet. */

/** `Zactor` reads messages into a queue while it looks for the answer to a command behind them. */
export interface MessageQueue {
  readonly size: number
  /** True: no more is read, even if a command waits for its answer, until the owner receives. */
  readonly full: boolean
  push(message: Buffer[]): void
  shift(): Buffer[] | undefined
}

const MAX_KEPT = 1000

/** The default: keeps all messages in order, and is full with 1000 of them. */
export class KeepAll implements MessageQueue {
  readonly #messages: Buffer[][] = []

  get size(): number {
    return this.#messages.length
  }

  get full(): boolean {
    return this.#messages.length >= MAX_KEPT
  }

  push(message: Buffer[]): void {
    this.#messages.push(message)
  }

  shift(): Buffer[] | undefined {
    return this.#messages.shift()
  }
}

/** Keeps the last 1000 messages, and is never full. */
export class KeepLatest extends KeepAll {
  readonly #dropped: () => void

  /** `dropped` is called for each message that is given up. */
  constructor(dropped: () => void) {
    super()
    this.#dropped = dropped
  }

  override get full(): boolean {
    return false
  }

  override push(message: Buffer[]): void {
    super.push(message)
    if (this.size <= MAX_KEPT) return
    this.shift()
    this.#dropped()
  }
}

/** Keeps the last message of each key, and is never full: as many keys are kept as the actor has. */
export class KeepLatestOfKey implements MessageQueue {
  readonly full = false
  readonly #keyOf: (message: readonly Buffer[]) => string
  readonly #messages = new Map<string, Buffer[]>()

  constructor(keyOf: (message: readonly Buffer[]) => string) {
    this.#keyOf = keyOf
  }

  get size(): number {
    return this.#messages.size
  }

  push(message: Buffer[]): void {
    const key = this.#keyOf(message)
    this.#messages.delete(key)
    this.#messages.set(key, message)
  }

  shift(): Buffer[] | undefined {
    for (const [key, message] of this.#messages) {
      this.#messages.delete(key)
      return message
    }
    return undefined
  }
}
