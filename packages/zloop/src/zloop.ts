/**
 * A reactor (zloop): calls a handler for each socket that can be read, each timer and each ticket that is due, until a handler returns -1.
 * It gives way to the event loop: a flood on one reader starves neither other readers, nor timers, nor I/O.
 */
import type { Context, Runtime } from '@tszmq/sockets'
import { context as defaultContext, ZmqError } from '@tszmq/sockets'
import { checkObject, checkPollable, kindOf } from '@tszmq/sockets/internal'
import type { Outcome } from './loop-run.ts'
import { LoopRun } from './loop-run.ts'
import type { Reader, ZloopReadable } from './reader-list.ts'
import { ReaderList } from './reader-list.ts'
import type { Ticket } from './ticket-list.ts'
import { ListedTicket, TicketList } from './ticket-list.ts'
import type { HeapTimer } from './timer-heap.ts'
import { TimerHeap } from './timer-heap.ts'

/**
 * A handler. The loop stops if it returns -1 or a promise of -1, and if it throws; other return values are ignored. While its promise is
 * pending, the handler is not called again; other handlers are.
 */
export type ReaderHandler<S extends ZloopReadable = ZloopReadable> = (loop: Zloop, socket: S) => unknown
export type TimerHandler = (loop: Zloop, timer: number) => unknown
export type TicketHandler = (loop: Zloop, ticket: Ticket) => unknown

export interface ZloopOptions {
  /** The context whose clock the loop uses. Default: the default context. */
  readonly context?: Context
}

/** Maximum number of reader handlers called in one turn of the event loop. */
const BURST = 1000

/** The resolution of timers, in milliseconds. */
const MIN_DELAY = 1

interface Timer extends HeapTimer {
  readonly delay: number
  readonly handler: TimerHandler
  /** The number of calls still to come; Infinity for ever. */
  left: number
  busy: boolean
}

/**
 * ```ts
 * const loop = new Zloop()
 * loop.reader(orders, (loop, socket) => handle(socket.tryReceive()))
 * loop.timer(1000, 0, () => sendHeartbeat())
 * await loop.start()
 * ```
 */
export class Zloop {
  readonly #runtime: Runtime
  readonly #readers = new ReaderList(() => this.#schedule())
  readonly #timers = new Map<number, Timer>()
  readonly #heap = new TimerHeap<Timer>()
  readonly #tickets = new TicketList()
  #ticketDelay: number | undefined = undefined
  #lastTimer = 0
  /** True if a socket was closed and none was added since. */
  #hasLostSocket = false
  #run: LoopRun | undefined = undefined
  #scheduled = false
  /** Cancels the system timer that is set; `#armedFor` is when it is due. */
  #disarm: (() => void) | undefined = undefined
  #armedFor = Infinity

  constructor(options: ZloopOptions = {}) {
    checkObject('options', options)
    this.#runtime = (options.context ?? defaultContext).runtime
  }

  /** True from `start()` until the loop stops. */
  get running(): boolean {
    return this.#run?.stopped === false
  }

  // ---- readers

  /**
   * Calls `handler` as long as `socket`, which may be an actor, can be read. A socket may have several handlers. Throws EBADF if it is closed,
   * TypeError for an object that cannot be read.
   */
  reader<S extends ZloopReadable>(socket: S, handler: ReaderHandler<S>): void {
    checkPollable(socket)
    checkHandler(handler)
    this.#hasLostSocket = false
    this.#readers.add(socket, handler as unknown as ReaderHandler)
  }

  /** Ends all readers of `socket`; its messages stay. Returns false if it has no readers. */
  readerEnd(socket: ZloopReadable): boolean {
    if (!this.#readers.end(socket)) return false
    if (socket.closed) this.#hasLostSocket = true
    this.#scheduleIfLost()
    return true
  }

  /**
   * Calls each handler of `socket` once more after the socket is closed; `socket.closed` is true then. Without this call the readers of a
   * closed socket end silently. Returns false if it has no readers.
   */
  readerSetTolerant(socket: ZloopReadable): boolean {
    const readers = this.#readers.of(socket)
    for (const reader of readers) reader.tolerant = true
    return readers.length > 0
  }

  // ---- timers

  /**
   * Calls `handler` every `delay` milliseconds, at least 1 and never early, `times` times; 0 is for ever. The timer does not drift: a call
   * that was missed altogether is left out and does not count. Returns an id for `timerEnd`. Throws RangeError, TypeError.
   */
  timer(delay: number, times: number, handler: TimerHandler): number {
    checkDelay(delay)
    checkHandler(handler)
    if (!Number.isSafeInteger(times) || times < 0)
      throw new RangeError(`a timer is called a whole number of times or, by 0, for ever, not ${String(times)}`)
    const beat = Math.max(MIN_DELAY, delay)
    const id = ++this.#lastTimer
    const timer: Timer = {
      id,
      delay: beat,
      handler,
      left: times === 0 ? Infinity : times,
      busy: false,
      due: this.#runtime.now() + beat,
      place: -1,
    }
    this.#timers.set(id, timer)
    this.#heap.add(timer)
    this.#arm()
    return id
  }

  /** Ends a timer. Returns false if there is no such timer or it has ended. */
  timerEnd(id: number): boolean {
    const timer = this.#timers.get(id)
    if (timer === undefined) return false
    this.#heap.remove(timer)
    this.#timers.delete(id)
    this.#scheduleIfLost()
    return true
  }

  // ---- tickets

  /** The delay in milliseconds of each ticket that is made or reset from now on. Undefined until it is set. Throws RangeError. */
  get ticketDelay(): number | undefined {
    return this.#ticketDelay
  }

  set ticketDelay(delay: number) {
    checkDelay(delay)
    this.#ticketDelay = Math.max(MIN_DELAY, delay)
  }

  /**
   * Calls `handler` once, `ticketDelay` milliseconds from now, unless the ticket is reset or deleted before. A ticket costs the same however
   * many there are: use one for each of thousands of peers to notice a silent one. Throws EINVAL if `ticketDelay` is not set.
   */
  ticket(handler: TicketHandler): Ticket {
    checkHandler(handler)
    const ticket = new ListedTicket(this.#tickets, handler)
    this.#tickets.add(ticket, this.#nextTicket())
    this.#arm()
    return ticket
  }

  /** Starts the delay again, with the present `ticketDelay`. Returns false if the ticket has expired or was deleted. Throws EINVAL for a ticket of another loop. */
  ticketReset(ticket: Ticket): boolean {
    const own = this.#own(ticket)
    if (!own.pending) return false
    this.#tickets.remove(own)
    this.#tickets.add(own, this.#nextTicket())
    // The delay may have become shorter.
    this.#arm()
    return true
  }

  /** Deletes a ticket. Returns false if it has expired or was deleted before. Throws EINVAL for a ticket of another loop. */
  ticketDelete(ticket: Ticket): boolean {
    const own = this.#own(ticket)
    if (!own.pending) return false
    this.#tickets.remove(own)
    this.#scheduleIfLost()
    return true
  }

  /** Throws EINVAL, TypeError. */
  #own(ticket: Ticket): ListedTicket {
    if (!(ticket instanceof ListedTicket)) throw new TypeError('a ticket is what ticket() gave')
    if (ticket.list !== this.#tickets) throw new ZmqError('EINVAL', 'the ticket is of another loop')
    return ticket
  }

  // ---- start and stop

  /**
   * Runs until it stops, and keeps the process alive. Resolves to -1 if a handler returned -1. Resolves to 0 if it was stopped by `stop()`, by
   * `signal` or with its context, or if all its sockets are closed and no timer or ticket is left. Rejects with the error of a handler, or
   * with EBUSY if it runs already. It settles after all pending handlers have ended. The loop may be started again.
   */
  start(options: { readonly signal?: AbortSignal } = {}): Promise<number> {
    if (typeof (options as unknown) !== 'object' || options === null)
      return Promise.reject(new TypeError(`options must be an object, not ${kindOf(options)}`))
    const { signal } = options
    if (this.#run !== undefined) return Promise.reject(new ZmqError('EBUSY', 'the loop runs already'))
    if (signal?.aborted === true) return Promise.resolve(0)
    return new Promise((resolve, reject) => {
      const abort = (): void => this.stop()
      signal?.addEventListener('abort', abort, { once: true }) // may throw, if it is none
      const hold = this.#runtime.hold()
      const release = (): void => {
        signal?.removeEventListener('abort', abort)
        hold()
        this.#run = undefined
      }
      this.#run = new LoopRun(resolve, reject, release)
      this.#readers.queueAll()
      this.#schedule()
      this.#arm()
    })
  }

  /** Stops the loop; `start()` resolves to 0. Has no effect if it does not run. */
  stop(): void {
    this.#finish({ status: 0 })
  }

  /** Stops the loop, and ends all readers, timers and tickets. The sockets stay open. */
  destroy(): void {
    this.stop()
    for (const socket of this.#readers.sockets) this.readerEnd(socket)
    for (const id of [...this.#timers.keys()]) this.timerEnd(id)
    for (let ticket = this.#tickets.first; ticket !== undefined; ticket = this.#tickets.first) this.#tickets.remove(ticket)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.destroy()
    return Promise.resolve()
  }

  // ---- one turn

  #schedule(): void {
    if (this.#scheduled || !this.running) return
    this.#scheduled = true
    this.#runtime.yield(() => {
      this.#scheduled = false
      this.#tick()
      this.#read()
    })
  }

  #read(): void {
    for (let calls = 0; this.#readers.anyReady && this.running;) {
      if (calls >= BURST || this.#nextDue() <= this.#runtime.now()) return this.#schedule()
      this.#readers.round((reader) => {
        if (this.running && this.#visit(reader)) calls++
      })
    }
  }

  /** Returns true if its handler was called. */
  #visit(reader: Reader): boolean {
    const { socket } = reader
    if (reader.ended || reader.busy) return false
    if (socket.closed) return this.#gone(reader)
    if (!socket.readable) return false
    this.#call(reader, socket)
    if (socket.closed || socket.readable) this.#readers.queue(reader)
    return true
  }

  #gone(reader: Reader): boolean {
    const { socket } = reader
    if (reader.tolerant && !reader.knowsClosed) {
      reader.knowsClosed = true
      this.#call(reader, socket)
    }
    if (!reader.tolerant) this.readerEnd(socket)
    this.#hasLostSocket = true
    if (socket.context.terminated) this.stop()
    this.#stopIfIdle()
    return true
  }

  /** After a reader, timer or ticket was ended by the caller: stops the loop in its next turn if nothing is left by then. */
  #scheduleIfLost(): void {
    if (this.#hasLostSocket) this.#schedule()
  }

  /** Stops if all its sockets are closed and no timer, ticket or handler is left. */
  #stopIfIdle(): void {
    if (!this.#hasLostSocket || this.#timers.size > 0 || this.#tickets.size > 0 || this.#run?.quiet === false) return
    if (this.#readers.sockets.every((socket) => socket.closed)) this.stop()
  }

  #tick(): void {
    const now = this.#runtime.now()
    for (let timer = this.#heap.first; timer !== undefined && timer.due <= now && this.running; timer = this.#heap.first) {
      this.#beat(timer, now)
    }
    for (let ticket = this.#tickets.first; ticket !== undefined && ticket.due <= now && this.running; ticket = this.#tickets.first) {
      this.#tickets.remove(ticket)
      this.#call(ticket, ticket)
    }
    this.#stopIfIdle()
    this.#arm()
  }

  #beat(timer: Timer, now: number): void {
    if (!timer.busy) timer.left--
    if (timer.left === 0) this.timerEnd(timer.id)
    else {
      timer.due += timer.delay * (Math.floor((now - timer.due) / timer.delay) + 1)
      this.#heap.moved(timer)
    }
    if (!timer.busy) this.#call(timer, timer.id)
  }

  #call<T>(of: { readonly handler: (loop: Zloop, subject: T) => unknown; busy: boolean }, subject: T): void {
    try {
      const answer = of.handler(this, subject)
      if (answer === -1) this.#finish({ status: -1 })
      else if (isPromise(answer)) this.#follow(of, answer)
    } catch (error) {
      this.#finish({ error })
    }
  }

  #follow(of: { busy: boolean }, answer: PromiseLike<unknown>): void {
    const run = this.#run
    of.busy = true
    run?.begin()
    const ended = (): void => {
      of.busy = false
      if (isReader(of)) this.#readers.queue(of)
      run?.end()
      this.#stopIfIdle()
    }
    answer.then(
      (value) => {
        if (value === -1) this.#finish({ status: -1 })
        ended()
      },
      (error: unknown) => {
        this.#finish({ error })
        ended()
      },
    )
  }

  #finish(outcome: Outcome): void {
    const run = this.#run
    if (run === undefined) return
    this.#disarm?.()
    this.#disarm = undefined
    this.#armedFor = Infinity
    run.finish(outcome)
  }

  // ---- time

  #nextDue(): number {
    return Math.min(this.#heap.first?.due ?? Infinity, this.#tickets.first?.due ?? Infinity)
  }

  #nextTicket(): number {
    if (this.#ticketDelay === undefined) throw new ZmqError('EINVAL', 'ticketDelay has to be set before the first ticket')
    return this.#runtime.now() + this.#ticketDelay
  }

  /** Sets the one system timer. Ending a timer does not cancel it: if it comes too early, it is set again. */
  #arm(): void {
    const due = this.#nextDue()
    if (!this.running || due >= this.#armedFor) return
    this.#disarm?.()
    this.#armedFor = due
    this.#disarm = this.#runtime.after(Math.max(0, Math.ceil(due - this.#runtime.now())), () => {
      this.#disarm = undefined
      this.#armedFor = Infinity
      this.#tick()
    })
  }
}

function checkDelay(delay: number): void {
  if (typeof (delay as unknown) === 'number' && delay >= 0 && delay <= Number.MAX_SAFE_INTEGER) return
  throw new RangeError(`a delay is 0 or more milliseconds, not ${String(delay)}`)
}

function checkHandler(handler: unknown): void {
  if (typeof handler !== 'function') throw new TypeError(`a handler is a function, not ${typeof handler}`)
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

function isReader(of: object): of is Reader {
  return 'socket' in of
}
