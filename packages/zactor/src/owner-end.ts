/** The owner's end of the pipe of one run: what comes out of it, told apart. It reads when it is told to, and waits for nothing. */
import type { MessageLike, Pair, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { Traffic } from '@tszmq/sockets/internal'
import { manyListeners } from './abort-controller.ts'
import type { Ending } from './ending.ts'
import { receiveNow } from './receive-now.ts'
import { decodeRefusal } from './refusal.ts'
import { decodeSignal } from '@tszmq/zmsg'

/** A signal of the actor. */
export class Answer {
  readonly status: number
  /** Why, when it is not 0 and the actor said so. */
  readonly refusal: ZmqError | undefined

  constructor(status: number, refusal?: ZmqError) {
    this.status = status
    this.refusal = refusal
  }

  /** Throws unless it is a success. */
  check(what: string): void {
    if (this.status === 0) return
    throw this.refusal ?? new ZmqError('ERR_ZACTOR_REFUSED', `the actor refused ${what} with status ${this.status}`)
  }
}

export class OwnerEnd {
  readonly pair: Pair
  readonly #traffic: Traffic
  #ending: Ending | undefined = undefined
  #reason: ZmqError | undefined = undefined
  /** Made with the first command. */
  #commands: AbortController | undefined = undefined
  #first: Answer | undefined = undefined

  /** `changed` is called when there may be more to read, or nothing more will come. */
  constructor(pair: Pair, changed: () => void) {
    this.pair = pair
    this.#traffic = pair.watch(changed)
  }

  /** How the run ended; undefined while it lasts. */
  get ending(): Ending | undefined {
    return this.#ending
  }

  /** The run is over and all that it sent was read. */
  get dry(): boolean {
    if (this.#ending === undefined) return false
    return this.pair.closed || (!this.pair.readable && !this.pair.peers.some(({ connected }) => connected))
  }

  /** Why the run has not started, as far as it said; undefined when it has. */
  get refusal(): unknown {
    if (this.#first === undefined) return new ZmqError('ERR_ZACTOR_ENDED', 'it returned before it was ready')
    try {
      this.#first.check('to start')
      return undefined
    } catch (error) {
      return error
    }
  }

  /** The next that came; undefined when there is nothing at this moment. */
  read(): Buffer[] | Answer | undefined {
    for (;;) {
      const message = receiveNow(this.pair)
      if (message === undefined || message === 'closed') return undefined
      const status = decodeSignal(message)
      if (status !== undefined) return this.#answer(status)
      const refusal = decodeRefusal(message)
      if (refusal === undefined) return message
      this.#reason = refusal
    }
  }

  /** Sends a command, if that can be done before the run ends. */
  command(message: MessageLike[], { timeout = -1, signal }: WaitOptions): Promise<void> {
    const run = (this.#commands ??= manyListeners()).signal
    return this.pair.send(message, { timeout, signal: signal === undefined ? run : AbortSignal.any([run, signal]) })
  }

  /** The run is over: nobody reads what is sent from now on. Commands that wait to be sent are not, and that it crashed is told. */
  end(ending: Ending): void {
    this.#ending = ending
    this.#commands?.abort(ending.error)
  }

  /** After the end: messages that wait to be sent are for the next run. */
  bequeath(next: OwnerEnd): void {
    this.#traffic.outbox.transferTo(next.#traffic.outbox)
  }

  /** After the end: there is no next run, and who waits to send is told so. */
  refuse(): void {
    this.#traffic.outbox.close()
  }

  #answer(status: number): Answer {
    const answer = new Answer(status, this.#reason)
    this.#reason = undefined
    this.#first ??= answer
    return answer
  }
}
