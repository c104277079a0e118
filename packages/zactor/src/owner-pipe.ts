/**
 * The owner's side of an actor: it reads the pipe of each run, and gives messages to the calls that receive and signals to the calls that wait
 * for an answer. It reads only while a call waits. Otherwise messages stay in the pipe, where the high-water mark limits them. The messages
 * of one run are read before those of the next one.
 */
import type { MessageLike, Pair, Runtime, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { checkWaitOptions, Waiter } from '@tszmq/sockets/internal'
import type { RunResult } from './run-result.ts'
import { KeepAll } from './message-queue.ts'
import type { MessageQueue } from './message-queue.ts'
import { Answer, RunPipe } from './run-pipe.ts'

/** Signals that were read before a message, and that no caller waits for yet. */
const MAX_KEPT = 1000

/** Maximum number of unread messages of crashed runs. The oldest are dropped, so an actor that crashes again and again does not fill the memory. */
const MAX_LEFT = 10_000

const SUCCESS = new Answer(0)

interface PendingAnswer {
  readonly waiter: Waiter<Answer>
  /** True for a command: its answer belongs to it, even after its caller has stopped waiting. */
  readonly command: boolean
  /** The run that answers it. */
  readonly from: RunPipe
  /** The reply of the command, for a command that has one. */
  readonly reply: AwaitedReply | undefined
}

/** True for a message that may be the reply of a command. A reply comes before the signal. */
export type IsReply = (message: readonly Buffer[]) => boolean

interface AwaitedReply {
  readonly isReply: IsReply
  readonly from: RunPipe
  readonly message: Promise<Buffer[]>
  readonly resolve: (message: Buffer[]) => void
  readonly reject: (reason: ZmqError) => void
}

export class OwnerPipe {
  readonly #runtime: Runtime
  /** The pipes of the current run, and of earlier runs that have unread messages. */
  readonly #runs: RunPipe[] = []
  readonly #receivers: Waiter<Buffer[]>[] = []
  readonly #pending: PendingAnswer[] = []
  /** In the order of their commands. A refused command has none. */
  readonly #replies: AwaitedReply[] = []
  readonly #messages: MessageQueue
  /** Signals of the current run that no call waits for yet. */
  readonly #answers: Answer[] = []
  #current: RunPipe
  /** The wait of `Life` for the start of the current run. */
  #starting: Waiter<Answer> | undefined = undefined
  #discarding = false
  /** Called when a message can be received, and at the end. While there is one, one message is read ahead. */
  readonly #watchers = new Set<() => void>()
  #readAhead = false
  #changed = false
  #closed = false
  #reading = false
  /** Set after the last run: the error with which calls reject once all messages are read. */
  #finalError: ZmqError | undefined = undefined
  #releaseHold: (() => void) | undefined = undefined

  constructor(pair: Pair, messages: MessageQueue = new KeepAll()) {
    this.#messages = messages
    this.#runtime = pair.context.runtime
    this.#current = this.#runOf(pair)
  }

  /** True if a caller other than the actor's own `Life` is waiting. */
  get waiting(): boolean {
    return this.#receivers.length > 0 || this.#pending.some(({ waiter }) => waiter !== this.#starting)
  }

  /** True if a message can be received now. */
  get readable(): boolean {
    this.#readAhead = true
    this.#read()
    this.#readAhead = false
    return this.#messages.size > 0
  }

  /** True if there is no run any more and all messages were read. */
  get closed(): boolean {
    return this.#closed
  }

  /** Calls `changed` when `readable` or `closed` may have changed. */
  watch(changed: () => void): { stop(): void } {
    // Registering one function twice gives two watchers.
    const watcher = (): void => changed()
    this.#watchers.add(watcher)
    this.#read()
    return { stop: () => void this.#watchers.delete(watcher) }
  }

  /** The next message, if there is one now and no `receive()` waits for it. */
  tryReceive(): Buffer[] | undefined {
    const message = this.readable ? this.#messages.shift() : undefined
    this.#read()
    return message
  }

  receive(options: WaitOptions = {}): Promise<Buffer[]> {
    return this.#wait(
      options,
      'receive()',
      (waiter) => this.#receivers.push(waiter),
      (waiter) => remove(this.#receivers, waiter),
    )
  }

  /** Resolves with the first signal. Rejects with the reason if the actor does not start. */
  async ready(): Promise<void> {
    const { answer, pending } = this.#ask({}, true)
    this.#starting = pending?.waiter
    const signal = await answer
    signal.check('to start')
  }

  /** The status of the next signal. If the actor returns instead it is 0, as that of the last signal in CZMQ. */
  async wait(options: WaitOptions = {}): Promise<number> {
    return (await this.#ask(options, false).answer).status
  }

  /**
   * Sends a command, and resolves when the actor has answered with success. With `isReply` it resolves to the next message that is a reply
   * and belongs to no command before. Rejects with the reason of a refusal.
   */
  async command(name: string, frames: readonly MessageLike[], options: WaitOptions = {}, isReply?: IsReply): Promise<Buffer[] | undefined> {
    if (this.#finalError !== undefined) throw this.#finalError
    checkWaitOptions(options)
    options.signal?.throwIfAborted()
    const sent = this.#current.command([name, ...frames], options)
    const { answer, pending } = this.#ask(options, true, sent, isReply)
    const signal = await answer
    signal.check(name)
    return pending?.reply?.message
  }

  /** The reason why the current run has not started; undefined if it has. */
  refusal(): unknown {
    this.#read()
    return this.#current.refusal
  }

  /** Drops all messages from now on, so that an actor whose pipe is full can end. */
  discard(): void {
    this.#discarding = true
    this.#read()
  }

  /** The current run has ended. Its messages can still be read. */
  runEnded(result: RunResult): void {
    this.#read()
    this.#current.runEnded(result)
    this.#read()
  }

  /** Adds the next run, with `pair` as its pipe. */
  addRun(pair: Pair): void {
    const last = this.#current
    this.#answers.length = 0
    this.#current = this.#runOf(pair)
    last.transferTo(this.#current)
    if (!this.#runs.includes(last)) last.pair.close()
    this.#read()
  }

  /** There is no next run. Calls that wait reject with `error`. */
  finish(error: ZmqError): void {
    this.#finalError = error
    this.#current.rejectSends()
    this.#read()
  }

  /** Closes all pipes. */
  close(): void {
    for (const { pair } of [...this.#runs]) pair.close()
  }

  #runOf(pair: Pair): RunPipe {
    const end = new RunPipe(pair, () => this.#read())
    this.#runs.push(end)
    return end
  }

  /** `pending` is undefined if `options` were wrong or aborted: `answer` rejects then. */
  #ask(
    options: WaitOptions,
    command: boolean,
    sent?: Promise<void>,
    isReply?: IsReply,
  ): { answer: Promise<Answer>; pending: PendingAnswer | undefined } {
    const from = this.#current
    let pending: PendingAnswer | undefined = undefined
    const add = (waiter: Waiter<Answer>): void => {
      const reply = isReply === undefined ? undefined : awaitedReply(isReply, from)
      if (reply !== undefined) this.#replies.push(reply)
      this.#pending.push((pending = { waiter, command, from, reply }))
    }
    const drop = (): void => {
      if (!command && pending !== undefined) remove(this.#pending, pending)
    }
    const answer = this.#wait(options, command ? 'command()' : 'wait()', add, drop)
    const waiting = pending as PendingAnswer | undefined
    sent?.catch((error: unknown) => {
      if (waiting === undefined) return
      remove(this.#pending, waiting)
      remove(this.#replies, waiting.reply)
      waiting.waiter.reject(from.result?.error ?? error)
      this.#updateHold()
    })
    return { answer, pending: waiting }
  }

  #wait<T>(options: WaitOptions, what: string, add: (waiter: Waiter<T>) => void, drop: (waiter: Waiter<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      checkWaitOptions(options)
      const { timeout = -1, signal } = options
      const waiter = new Waiter<T>(resolve, reject)
      if (signal?.aborted === true) return waiter.reject(signal.reason)
      add(waiter)
      this.#read()
      if (waiter.done) return
      const gone = (): void => {
        drop(waiter)
        this.#updateHold()
      }
      if (timeout !== 0) return waiter.limit(this.#runtime, timeout, signal, what, gone)
      waiter.reject(new ZmqError('EAGAIN', `${what} would have to wait`))
      gone()
    })
  }

  #read(): void {
    if (this.#reading) return
    this.#reading = true
    this.#deliver()
    // The messages of a run are read before those of the next one.
    for (let end = this.#runs[0]; end !== undefined && this.#readFrom(end); end = this.#runs[0]) this.#runDrained(end)
    if (this.#runs.length === 0 && this.#finalError !== undefined) this.#rejectAll(this.#finalError)
    this.#reading = false
    this.#updateHold()
    this.#notify()
  }

  #notify(): void {
    if (!this.#changed) return
    this.#changed = false
    for (const changed of this.#watchers) changed()
  }

  /** Returns true once the run has ended and all its messages are read. */
  #readFrom(end: RunPipe): boolean {
    while (this.#wants(end)) {
      const one = end.read()
      if (one === undefined) break
      if (one instanceof Answer) this.#assign(one, end)
      else this.#sort(one, end)
      this.#deliver()
    }
    return end.drained
  }

  /** A message is the reply of the first command that awaits one; otherwise it is for `receive()`. */
  #sort(message: Buffer[], from: RunPipe): void {
    const [reply] = this.#replies
    if (reply?.from === from && reply.isReply(message)) {
      this.#replies.shift()
      return reply.resolve(message)
    }
    this.#messages.push(message)
    this.#changed = true
  }

  get #answersAwaited(): boolean {
    return this.#pending.length > 0 || this.#replies.length > 0
  }

  #wants({ result }: RunPipe): boolean {
    if (this.#discarding || this.#receivers.length > 0) return true
    if (this.#messages.size === 0 && (this.#readAhead || this.#watchers.size > 0)) return true
    // A run that has ended sends no more, and its messages must be read before those of the next run.
    return this.#answersAwaited && (!this.#messages.full || result !== undefined)
  }

  /** Gives an answer to a command of the same run. */
  #assign(answer: Answer, from: RunPipe): void {
    if (from === this.#current) this.#answers.push(answer)
    else if (this.#pending[0]?.from === from) this.#pending.shift()?.waiter.resolve(answer)
  }

  /** Gives messages and answers to the calls that wait for them. */
  #deliver(): void {
    while (this.#messages.size > 0 && this.#receivers.length > 0) {
      this.#receivers.shift()?.resolve(this.#messages.shift() as Buffer[])
    }
    while (this.#answers.length > 0 && this.#pending[0]?.from === this.#current) {
      const { waiter, reply } = this.#pending.shift() as PendingAnswer
      const answer = this.#answers.shift() as Answer
      if (answer.status !== 0) remove(this.#replies, reply)
      waiter.resolve(answer)
    }
    if (this.#discarding) this.#drop(0)
    if (this.#answers.length > MAX_KEPT) this.#answers.shift()
  }

  /** Drops the oldest messages until `count` are left. */
  #drop(count: number): void {
    while (this.#messages.size > count) this.#messages.shift()
  }

  /** A run has ended and is drained: commands without an answer reject. */
  #runDrained(end: RunPipe): void {
    const { error, ok } = end.result as RunResult
    this.#runs.shift()
    if (end !== this.#current) {
      end.pair.close()
      this.#drop(MAX_LEFT)
    }
    while (this.#pending[0]?.from === end) {
      const { waiter, command } = this.#pending.shift() as PendingAnswer
      if (ok && !command) waiter.resolve(SUCCESS)
      else waiter.reject(error)
    }
    while (this.#replies[0]?.from === end) this.#replies.shift()?.reject(error)
  }

  #rejectAll(error: ZmqError): void {
    for (const receiver of this.#receivers.splice(0)) receiver.reject(error)
    for (const { waiter } of this.#pending.splice(0)) waiter.reject(error)
    for (const reply of this.#replies.splice(0)) reply.reject(error)
    if (this.#closed || this.#messages.size > 0) return
    this.#closed = this.#changed = true
  }

  /** Waiting calls keep the process alive. */
  #updateHold(): void {
    if (this.#receivers.length > 0 || this.#answersAwaited) this.#releaseHold ??= this.#runtime.hold()
    else {
      this.#releaseHold?.()
      this.#releaseHold = undefined
    }
  }
}

function awaitedReply(isReply: IsReply, from: RunPipe): AwaitedReply {
  let resolve!: (message: Buffer[]) => void
  let reject!: (reason: ZmqError) => void
  const message = new Promise<Buffer[]>((...settle) => ([resolve, reject] = settle))
  message.catch(() => undefined)
  return { isReply, from, message, resolve, reject }
}

function remove<T>(list: T[], item: T | undefined): void {
  const at = item === undefined ? -1 : list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}
