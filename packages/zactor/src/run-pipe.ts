/** The owner's end of the pipe of one run: it reads messages, and signals together with the reasons of refusals. It never waits. */
import type { MessageLike, Pair, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import type { Traffic } from '@tszmq/sockets/internal'
import { manyListeners } from './abort-controller.ts'
import type { RunResult } from './run-result.ts'
import { receiveNow } from './receive-now.ts'
import { decodeRefusal } from './refusal.ts'
import { decodeSignal } from '@tszmq/zmsg'

/** A signal of the actor, which answers a command. */
export class Answer {
  readonly status: number
  /** The reason for a status that is not 0, if the actor sent one. */
  readonly refusal: ZmqError | undefined

  constructor(status: number, refusal?: ZmqError) {
    this.status = status
    this.refusal = refusal
  }

  /** Throws unless the status is 0. `what` names the command. */
  check(what: string): void {
    if (this.status === 0) return
    throw this.refusal ?? new ZmqError('ERR_ZACTOR_REFUSED', `the actor refused ${what} with status ${this.status}`)
  }
}

export class RunPipe {
  readonly pair: Pair
  readonly #traffic: Traffic
  #result: RunResult | undefined = undefined
  #refusal: ZmqError | undefined = undefined
  /** Aborts the sending of commands at the end of the run. Made with the first command. */
  #commands: AbortController | undefined = undefined
  #firstAnswer: Answer | undefined = undefined

  /** `changed` is called when there may be a message to read, or when the pipe is closed. */
  constructor(pair: Pair, changed: () => void) {
    this.pair = pair
    this.#traffic = pair.watch(changed)
  }

  /** How the run ended; undefined until it has. */
  get result(): RunResult | undefined {
    return this.#result
  }

  /** True if the run has ended and all its messages were read. */
  get drained(): boolean {
    if (this.#result === undefined) return false
    return this.pair.closed || (!this.pair.readable && !this.pair.peers.some(({ connected }) => connected))
  }

  /** The reason why the run has not started; undefined if it has. */
  get refusal(): unknown {
    if (this.#firstAnswer === undefined) return new ZmqError('ERR_ZACTOR_ENDED', 'it returned before it was ready')
    try {
      this.#firstAnswer.check('to start')
      return undefined
    } catch (error) {
      return error
    }
  }

  /** The next message or answer; undefined if there is none now. */
  read(): Buffer[] | Answer | undefined {
    for (;;) {
      const message = receiveNow(this.pair)
      if (message === undefined || message === 'closed') return undefined
      const status = decodeSignal(message)
      if (status !== undefined) return this.#answer(status)
      const refusal = decodeRefusal(message)
      if (refusal === undefined) return message
      this.#refusal = refusal
    }
  }

  /** Sends a command. Rejects if the run ends before there is room for it. */
  command(message: MessageLike[], { timeout = -1, signal }: WaitOptions): Promise<void> {
    const run = (this.#commands ??= manyListeners()).signal
    return this.pair.send(message, { timeout, signal: signal === undefined ? run : AbortSignal.any([run, signal]) })
  }

  /** The run has ended. Commands that wait to be sent are rejected. */
  runEnded(result: RunResult): void {
    this.#result = result
    this.#commands?.abort(result.error)
  }

  /** After the end: moves messages that wait to be sent to the next run. */
  transferTo(next: RunPipe): void {
    this.#traffic.outbox.transferTo(next.#traffic.outbox)
  }

  /** After the end: rejects sends that wait, since there is no next run. */
  rejectSends(): void {
    this.#traffic.outbox.close()
  }

  #answer(status: number): Answer {
    const answer = new Answer(status, this.#refusal)
    this.#refusal = undefined
    this.#firstAnswer ??= answer
    return answer
  }
}
