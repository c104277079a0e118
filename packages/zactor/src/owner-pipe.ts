/**
 * The owner's end of an actor's pipe: messages for who receives, signals for who waits for them. It reads only what somebody waits
 * for; the rest stays in the pipe, where the high-water mark bounds it.
 */
import type { MessageLike, Pair, Runtime, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { Waiter } from '@tszmq/sockets/internal'
import { receiveNow } from './receive-now.ts'
import { decodeRefusal } from './refusal.ts'
import { decodeSignal } from './signal.ts'

/** What was read past and waits here: messages that came before a signal, signals that came before a message. */
const MAX_KEPT = 1000

/** An answer of the actor. */
interface Answer {
  readonly status: number
  /** Why, when it is not 0 and the actor said so. */
  readonly refusal: ZmqError | undefined
}

interface Asking {
  readonly waiter: Waiter<Answer>
  /** It has sent a command: the answer is its own, even when it does not wait any more. */
  readonly command: boolean
}

export class OwnerPipe {
  readonly #pair: Pair
  readonly #runtime: Runtime
  readonly #receivers: Waiter<Buffer[]>[] = []
  readonly #askers: Asking[] = []
  readonly #messages: Buffer[][] = []
  readonly #answers: Answer[] = []
  #refusal: ZmqError | undefined = undefined
  #discarding = false
  #reading = false
  /** What whoever waits is told when nothing is left to read. */
  #end: ZmqError | undefined = undefined
  #release: (() => void) | undefined = undefined

  constructor(pair: Pair) {
    this.#pair = pair
    this.#runtime = pair.context.runtime
    pair.watch(() => this.#read())
  }

  /** Somebody waits. */
  get waiting(): boolean {
    return this.#receivers.length > 0 || this.#askers.length > 0
  }

  receive(options: WaitOptions = {}): Promise<Buffer[]> {
    return this.#wait(options, 'receive()', (waiter) => this.#receivers.push(waiter), (waiter) => remove(this.#receivers, waiter))
  }

  /** Resolves with the first signal. Rejects with why the actor does not start. */
  async ready(): Promise<void> {
    succeed(await this.#answer({}, true), 'to start')
  }

  /** The status of the next signal; 0 when the actor ends well instead, as its last signal says in CZMQ. */
  async wait(options: WaitOptions = {}): Promise<number> {
    return (await this.#answer(options, false)).status
  }

  /** Sends a command, and resolves when the actor has answered with success. Rejects with why it did not. */
  async command(name: string, frames: readonly MessageLike[], options: WaitOptions = {}): Promise<void> {
    if (this.#end !== undefined) throw this.#end
    options.signal?.throwIfAborted()
    const sent = this.#pair.send([name, ...frames], options)
    const answered = this.#answer(options, true, sent)
    answered.catch(() => undefined)
    await sent
    succeed(await answered, name)
  }

  /** Throws away what comes from now on, so that an actor that has much to say can end. */
  discard(): void {
    this.#discarding = true
    this.#read()
  }

  /** The actor is gone; `error` says how. `well`: it returned. What it has sent is still read. */
  end(error: ZmqError, well: boolean): void {
    this.#read()
    this.#end = error
    for (const receiver of this.#receivers.splice(0)) receiver.reject(error)
    for (const { waiter, command } of this.#askers.splice(0)) {
      if (well && !command) waiter.resolve({ status: 0, refusal: undefined })
      else waiter.reject(error)
    }
    this.#settle()
  }

  #answer(options: WaitOptions, command: boolean, sent?: Promise<void>): Promise<Answer> {
    let asking: Asking
    const add = (waiter: Waiter<Answer>): void => void this.#askers.push((asking = { waiter, command }))
    const drop = (): void => {
      if (!command) remove(this.#askers, asking)
    }
    const answer = this.#wait(options, command ? 'command()' : 'wait()', add, drop)
    sent?.catch((error: unknown) => {
      remove(this.#askers, asking)
      asking.waiter.reject(error)
      this.#settle()
    })
    return answer
  }

  #wait<T>(options: WaitOptions, what: string, add: (waiter: Waiter<T>) => void, drop: (waiter: Waiter<T>) => void): Promise<T> {
    const { timeout = -1, signal } = options
    return new Promise((resolve, reject) => {
      const waiter = new Waiter<T>(resolve, reject)
      if (signal?.aborted === true) return waiter.reject(signal.reason)
      add(waiter)
      this.#read()
      if (waiter.done) return
      const gone = (): void => {
        drop(waiter)
        this.#settle()
      }
      if (this.#end !== undefined) waiter.reject(this.#end)
      else if (timeout === 0) waiter.reject(new ZmqError('EAGAIN', `${what} would have to wait`))
      else return waiter.limit(this.#runtime, timeout, signal, what, gone)
      gone()
    })
  }

  #read(): void {
    if (this.#reading) return
    this.#reading = true
    this.#hand()
    while (this.#wanted()) {
      const message = receiveNow(this.#pair)
      if (message === undefined || message === 'closed') break
      this.#take(message)
      this.#hand()
    }
    this.#reading = false
    this.#settle()
  }

  #wanted(): boolean {
    if (this.#discarding || this.#receivers.length > 0) return true
    return this.#askers.length > 0 && this.#messages.length < MAX_KEPT
  }

  #take(message: Buffer[]): void {
    const status = decodeSignal(message)
    if (status !== undefined) {
      this.#answers.push({ status, refusal: this.#refusal })
      this.#refusal = undefined
      return
    }
    const refusal = decodeRefusal(message)
    if (refusal !== undefined) this.#refusal = refusal
    else this.#messages.push(message)
  }

  /** What is here, to who waits for it. */
  #hand(): void {
    while (this.#messages.length > 0 && this.#receivers.length > 0) {
      this.#receivers.shift()?.resolve(this.#messages.shift() as Buffer[])
    }
    while (this.#answers.length > 0 && this.#askers.length > 0) {
      this.#askers.shift()?.waiter.resolve(this.#answers.shift() as Answer)
    }
    if (this.#discarding) this.#messages.length = 0
    if (this.#answers.length > MAX_KEPT) this.#answers.shift()
  }

  /** Who waits keeps the process alive. */
  #settle(): void {
    if (this.waiting) this.#release ??= this.#runtime.hold()
    else {
      this.#release?.()
      this.#release = undefined
    }
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}

/** Throws unless it is a success. */
function succeed({ status, refusal }: Answer, what: string): void {
  if (status !== 0) throw refusal ?? new ZmqError('ERR_ZACTOR_REFUSED', `the actor refused ${what} with status ${status}`)
}
