/**
 * The life of an actor: a run in its home, and as many more as its crashes and `restart` make of it, until it returns, is destroyed, or
 * has crashed too often. It ends once, and tells how.
 */
import type { Pair, Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { ActorEvents } from './actor-events.ts'
import { crashed, returned } from './ending.ts'
import type { Ending } from './ending.ts'
import type { Home } from './home.ts'
import type { MessageQueue } from './message-queue.ts'
import { OwnerPipe } from './owner-pipe.ts'
import type { Restarts } from './restarts.ts'

/** A first signal that takes longer is told by a process warning. */
const READY_MS = 10_000

/** `starting` also while it waits to be started again. */
export type ZactorState = 'starting' | 'running' | 'ending' | 'ended'

export class Life {
  state: ZactorState = 'starting'
  readonly events: ActorEvents
  readonly owner: OwnerPipe
  /** Resolves when the first run that starts is ready. */
  readonly ready: Promise<void>
  readonly ended: Promise<void>
  /** Somebody looks at how it ends: else a crash is an unhandled rejection, as every other. */
  #watched = false
  /** Somebody waits for that. */
  #awaited = false
  readonly #runtime: Runtime
  readonly #makeHome: () => Home
  readonly #restarts: Restarts | undefined
  /** For messages. */
  readonly #name: string
  #home: Home
  #lastEnding: Ending | undefined = undefined
  /** What whoever waits is told at the end. */
  #end: ZmqError | undefined = undefined
  #cancelRestart: (() => void) | undefined = undefined
  #destroyed: Promise<void> | undefined = undefined
  #started!: () => void
  #refuseStart!: (reason: unknown) => void
  #resolve!: () => void
  #reject!: (reason: ZmqError) => void

  /** Starts the first run. Throws what `makeHome` and the start in it throw. */
  constructor(makeHome: () => Home, restarts: Restarts | undefined, name: string, messages?: MessageQueue) {
    this.#name = name
    this.#makeHome = makeHome
    this.#restarts = restarts
    this.#home = makeHome()
    this.#home.start((ending) => this.#left(ending))
    this.#runtime = this.#home.pair.context.runtime
    this.owner = new OwnerPipe(this.#home.pair, messages)
    this.events = new ActorEvents(this.#runtime)
    this.ready = new Promise((resolve, reject) => {
      this.#started = resolve
      this.#refuseStart = reject
    })
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.ready.catch(() => undefined)
    this.ended.catch(() => undefined)
    this.#awaitReady()
  }

  /** The owner's end of the pipe of the present run, or of the one to come. */
  get pair(): Pair {
    return this.#home.pair
  }

  /** Nothing is accepted for it any more: `$TERM` waits behind what was. */
  get destroyed(): boolean {
    return this.#destroyed !== undefined
  }

  /** How it ends will be known to somebody. */
  watch(): void {
    this.#watched = true
  }

  /** As `ended`, for who waits for it: a thread keeps the process alive then. */
  end(): Promise<void> {
    this.#watched = true
    this.#awaited = true
    this.#home.ref()
    return this.ended
  }

  destroy(): Promise<void> {
    return (this.#destroyed ??= this.#terminate())
  }

  /** As `destroy`, with `reason` for who waits until it is ready. */
  abort(reason: unknown): void {
    this.#refuseStart(reason)
    void this.destroy()
  }

  /** `delay`: milliseconds until the run starts. */
  #awaitReady(delay = 0): void {
    const { context } = this.#home.pair
    const cancel = this.#runtime.after(delay + READY_MS, () => {
      const text = `the actor ${this.#name} has not signalled for ${READY_MS / 1000} s that it is ready: it must call pipe.signal(), and start() waits until then`
      context.warnings.tell('ZACTOR_NOT_READY', this.#name, text)
    })
    const ready = (): void => {
      cancel()
      if (this.state === 'starting') this.state = 'running'
      this.#started()
    }
    this.owner.ready().then(ready, (reason: unknown) => {
      cancel()
      this.#unready(reason)
    })
  }

  #unready(reason: unknown): void {
    // It came to its end before, and unless it is started again that was it.
    if (this.#end !== undefined) return this.#refuseStart(reason === this.#lastEnding?.error ? this.#end : reason)
    // A first start that is refused is a mistake. What is in the way of a later one may be gone the next time.
    if (reason !== this.#lastEnding?.error && !this.#again) this.#refuseStart(reason)
  }

  /** The present run is not the first. */
  get #again(): boolean {
    return this.#restarts !== undefined && this.#restarts.count > 0
  }

  /** A run is over. */
  #left(how: Ending): void {
    const ending = how.well && this.#again && this.state !== 'ending' ? this.#whetherStarted(how) : how
    const watched = this.#watched || this.owner.waiting || this.events.has('crash')
    this.#lastEnding = ending
    this.owner.leave(ending)
    if (!ending.well) this.events.tell('crash', ending.error)
    if (ending.well || this.#restarts === undefined || this.state === 'ending') return this.#finish(ending, watched)
    const delay = this.#restarts.next(this.#runtime.now())
    if (delay === undefined) return this.#finish({ error: this.#restarts.gaveUp(ending.error), well: false }, watched)
    this.#restartIn(delay)
  }

  /** A run that was to be one more, and refused: that is a crash like others. */
  #whetherStarted(how: Ending): Ending {
    const refusal = this.owner.refusal()
    return refusal === undefined ? how : crashed(refusal)
  }

  #restartIn(delay: number): void {
    this.state = 'starting'
    try {
      this.#home = this.#makeHome()
    } catch (error) {
      return this.#finish(crashed(error), this.#watched || this.events.has('crash'))
    }
    this.owner.join(this.#home.pair)
    this.#awaitReady(delay)
    this.#cancelRestart = this.#runtime.after(delay, () => this.#restart())
  }

  #restart(): void {
    this.#cancelRestart = undefined
    this.events.tell('restart', this.#restarts?.count ?? 0)
    try {
      this.#home.start((ending) => this.#left(ending))
      if (this.#awaited) this.#home.ref()
    } catch (error) {
      this.#left(crashed(error))
    }
  }

  #finish({ error, well }: Ending, watched: boolean): void {
    this.state = 'ended'
    this.#end = error
    this.owner.end(error)
    this.events.tell('end')
    if (well) return this.#resolve()
    if (!watched) void Promise.reject(error)
    this.#reject(error)
  }

  async #terminate(): Promise<void> {
    const release = this.#runtime.hold()
    if (this.state === 'starting') {
      this.#refuseStart(new ZmqError('ERR_ZACTOR_ENDED', 'the actor was destroyed before it was ready'))
    }
    if (this.state !== 'ended') {
      this.state = 'ending'
      this.#tellToEnd()
      await this.ended.catch(() => undefined)
    }
    this.owner.close()
    await this.#home.leave()
    release()
  }

  #tellToEnd(): void {
    const cancel = this.#cancelRestart
    if (cancel !== undefined) {
      cancel()
      return this.#left(returned())
    }
    this.#home.terminate()
    this.owner.discard()
  }
}
