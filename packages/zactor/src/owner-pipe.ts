/**
 * The owner's side of an actor's pipes, one for each run: messages for who receives, signals for who waits for them. It reads only
 * what somebody waits for; the rest stays in the pipe, where the high-water mark bounds it. What a run sent is read before what the
 * next one sends.
 */
import type { MessageLike, Pair, Runtime, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { checkWaitOptions, Waiter } from '@tszmq/sockets/internal'
import type { Ending } from './ending.ts'
import { KeepAll } from './message-queue.ts'
import type { MessageQueue } from './message-queue.ts'
import { Answer, OwnerEnd } from './owner-end.ts'

/** Signals that were read before a message, and that no caller waits for yet. */
const MAX_KEPT = 1000

/** What crashed runs have sent and nobody has read. More, and the oldest goes: an actor that crashes for ever fills no memory. */
const MAX_LEFT = 10_000

const SUCCESS = new Answer(0)

interface Asking {
  readonly waiter: Waiter<Answer>
  /** It has sent a command: the answer is its own, even when it does not wait any more. */
  readonly command: boolean
  /** Where its answer comes from. */
  readonly from: OwnerEnd
  /** The reply of the command, for a command that has one. */
  readonly reply: AwaitedReply | undefined
}

/** True for a message that may be the reply of a command. A reply comes before the signal. */
export type IsReply = (message: readonly Buffer[]) => boolean

interface AwaitedReply {
  readonly isReply: IsReply
  readonly from: OwnerEnd
  readonly message: Promise<Buffer[]>
  readonly resolve: (message: Buffer[]) => void
  readonly reject: (reason: ZmqError) => void
}

export class OwnerPipe {
  readonly #runtime: Runtime
  /** Of the present run, and of those before that have something unread. */
  readonly #ends: OwnerEnd[] = []
  readonly #receivers: Waiter<Buffer[]>[] = []
  readonly #askers: Asking[] = []
  /** In the order of their commands. A refused command has none. */
  readonly #replies: AwaitedReply[] = []
  readonly #messages: MessageQueue
  /** Of the present run. */
  readonly #answers: Answer[] = []
  #present: OwnerEnd
  /** Who waits for the start of the present run, or waited. */
  #starting: Waiter<Answer> | undefined = undefined
  #discarding = false
  /** Who is to know when there is something to receive, or never will be again. For them one message is read ahead. */
  readonly #watchers = new Set<() => void>()
  #looking = false
  #news = false
  #closed = false
  #reading = false
  /** What whoever waits is told when nothing is left to read; there is no run any more then. */
  #end: ZmqError | undefined = undefined
  #release: (() => void) | undefined = undefined

  constructor(pair: Pair, messages: MessageQueue = new KeepAll()) {
    this.#messages = messages
    this.#runtime = pair.context.runtime
    this.#present = this.#endOf(pair)
  }

  /** Somebody waits who will be told how it ends; the life of the actor itself, which waits for the start of a run, is nobody. */
  get waiting(): boolean {
    return this.#receivers.length > 0 || this.#askers.some(({ waiter }) => waiter !== this.#starting)
  }

  /** There is a message for who receives. */
  get readable(): boolean {
    this.#looking = true
    this.#read()
    this.#looking = false
    return this.#messages.size > 0
  }

  /** There is no run any more, and all they sent was read. */
  get closed(): boolean {
    return this.#closed
  }

  /** Calls `changed` when one of these two may have changed. */
  watch(changed: () => void): { stop(): void } {
    // Each is one of its own, though it were the same function.
    const watcher = (): void => changed()
    this.#watchers.add(watcher)
    this.#read()
    return { stop: () => void this.#watchers.delete(watcher) }
  }

  /** The next message that is here; undefined also when others wait for it. */
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

  /** Resolves with the first signal. Rejects with why the actor does not start. */
  async ready(): Promise<void> {
    const { answer, asking } = this.#ask({}, true)
    this.#starting = asking?.waiter
    const signal = await answer
    signal.check('to start')
  }

  /** The status of the next signal; 0 when the actor ends well instead, as its last signal says in CZMQ. */
  async wait(options: WaitOptions = {}): Promise<number> {
    return (await this.#ask(options, false).answer).status
  }

  /**
   * Sends a command, and resolves when the actor has answered with success. With `isReply` it resolves to the next message that is a reply
   * and belongs to no command before. Rejects with why the actor did not succeed.
   */
  async command(name: string, frames: readonly MessageLike[], options: WaitOptions = {}, isReply?: IsReply): Promise<Buffer[] | undefined> {
    if (this.#end !== undefined) throw this.#end
    checkWaitOptions(options)
    options.signal?.throwIfAborted()
    const sent = this.#present.command([name, ...frames], options)
    const { answer, asking } = this.#ask(options, true, sent, isReply)
    const signal = await answer
    signal.check(name)
    return asking?.reply?.message
  }

  /** Why the present run has not started, as far as it said; undefined when it has. */
  refusal(): unknown {
    this.#read()
    return this.#present.refusal
  }

  /** Throws away what comes from now on, so that an actor that has much to say can end. */
  discard(): void {
    this.#discarding = true
    this.#read()
  }

  /** The present run is over. What it has sent is still read. */
  leave(ending: Ending): void {
    this.#read()
    this.#present.end(ending)
    this.#read()
  }

  /** The next run, by `pair`. */
  join(pair: Pair): void {
    const last = this.#present
    this.#answers.length = 0
    this.#present = this.#endOf(pair)
    last.bequeath(this.#present)
    if (!this.#ends.includes(last)) last.pair.close()
    this.#read()
  }

  /** There is no next run; `error` says why. */
  end(error: ZmqError): void {
    this.#end = error
    this.#present.refuse()
    this.#read()
  }

  /** Nothing more is read. */
  close(): void {
    for (const { pair } of [...this.#ends]) pair.close()
  }

  #endOf(pair: Pair): OwnerEnd {
    const end = new OwnerEnd(pair, () => this.#read())
    this.#ends.push(end)
    return end
  }

  /** `asking` is undefined if `options` were wrong or aborted: `answer` rejects then. */
  #ask(
    options: WaitOptions,
    command: boolean,
    sent?: Promise<void>,
    isReply?: IsReply,
  ): { answer: Promise<Answer>; asking: Asking | undefined } {
    const from = this.#present
    let asking: Asking | undefined = undefined
    const add = (waiter: Waiter<Answer>): void => {
      const reply = isReply === undefined ? undefined : awaitedReply(isReply, from)
      if (reply !== undefined) this.#replies.push(reply)
      this.#askers.push((asking = { waiter, command, from, reply }))
    }
    const drop = (): void => {
      if (!command && asking !== undefined) remove(this.#askers, asking)
    }
    const answer = this.#wait(options, command ? 'command()' : 'wait()', add, drop)
    const waiting = asking as Asking | undefined
    sent?.catch((error: unknown) => {
      if (waiting === undefined) return
      remove(this.#askers, waiting)
      remove(this.#replies, waiting.reply)
      waiting.waiter.reject(from.ending?.error ?? error)
      this.#settle()
    })
    return { answer, asking: waiting }
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
        this.#settle()
      }
      if (timeout !== 0) return waiter.limit(this.#runtime, timeout, signal, what, gone)
      waiter.reject(new ZmqError('EAGAIN', `${what} would have to wait`))
      gone()
    })
  }

  #read(): void {
    if (this.#reading) return
    this.#reading = true
    this.#hand()
    // A run is read to its end before the next one.
    for (let end = this.#ends[0]; end !== undefined && this.#readFrom(end); end = this.#ends[0]) this.#gone(end)
    if (this.#ends.length === 0 && this.#end !== undefined) this.#refuse(this.#end)
    this.#reading = false
    this.#settle()
    this.#tell()
  }

  #tell(): void {
    if (!this.#news) return
    this.#news = false
    for (const changed of this.#watchers) changed()
  }

  /** True: nothing will ever come from it again. */
  #readFrom(end: OwnerEnd): boolean {
    while (this.#wanted(end)) {
      const one = end.read()
      if (one === undefined) break
      if (one instanceof Answer) this.#take(one, end)
      else this.#sort(one, end)
      this.#hand()
    }
    return end.dry
  }

  /** A message is the reply of the first command that awaits one, or for the callers that receive. */
  #sort(message: Buffer[], from: OwnerEnd): void {
    const [reply] = this.#replies
    if (reply?.from === from && reply.isReply(message)) {
      this.#replies.shift()
      return reply.resolve(message)
    }
    this.#messages.push(message)
    this.#news = true
  }

  get #answersAwaited(): boolean {
    return this.#askers.length > 0 || this.#replies.length > 0
  }

  #wanted({ ending }: OwnerEnd): boolean {
    if (this.#discarding || this.#receivers.length > 0) return true
    if (this.#messages.size === 0 && (this.#looking || this.#watchers.size > 0)) return true
    // Of a run that is over there is only so much, and the next one waits for that to be read.
    return this.#answersAwaited && (!this.#messages.full || ending !== undefined)
  }

  /** The answers of a run are for those who asked it. */
  #take(answer: Answer, from: OwnerEnd): void {
    if (from === this.#present) this.#answers.push(answer)
    else if (this.#askers[0]?.from === from) this.#askers.shift()?.waiter.resolve(answer)
  }

  /** What is here, to who waits for it. */
  #hand(): void {
    while (this.#messages.size > 0 && this.#receivers.length > 0) {
      this.#receivers.shift()?.resolve(this.#messages.shift() as Buffer[])
    }
    while (this.#answers.length > 0 && this.#askers[0]?.from === this.#present) {
      const { waiter, reply } = this.#askers.shift() as Asking
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

  /** Who asked it gets no answer any more. */
  #gone(end: OwnerEnd): void {
    const { error, well } = end.ending as Ending
    this.#ends.shift()
    if (end !== this.#present) {
      end.pair.close()
      this.#drop(MAX_LEFT)
    }
    while (this.#askers[0]?.from === end) {
      const { waiter, command } = this.#askers.shift() as Asking
      if (well && !command) waiter.resolve(SUCCESS)
      else waiter.reject(error)
    }
    while (this.#replies[0]?.from === end) this.#replies.shift()?.reject(error)
  }

  #refuse(error: ZmqError): void {
    for (const receiver of this.#receivers.splice(0)) receiver.reject(error)
    for (const { waiter } of this.#askers.splice(0)) waiter.reject(error)
    for (const reply of this.#replies.splice(0)) reply.reject(error)
    if (this.#closed || this.#messages.size > 0) return
    this.#closed = this.#news = true
  }

  /** Who waits keeps the process alive. */
  #settle(): void {
    if (this.#receivers.length > 0 || this.#answersAwaited) this.#release ??= this.#runtime.hold()
    else {
      this.#release?.()
      this.#release = undefined
    }
  }
}

function awaitedReply(isReply: IsReply, from: OwnerEnd): AwaitedReply {
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
