/** The life of an actor: its runs, from the start to the end. An actor has a further run for each crash that `restart` allows. */
import type { Pair, Runtime } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { ActorEvents } from './actor-events.ts'
import { crashed, returned } from './run-result.ts'
import type { RunResult } from './run-result.ts'
import type { Runner } from './runner.ts'
import type { MessageQueue } from './message-queue.ts'
import { OwnerPipe } from './owner-pipe.ts'
import type { Restarts } from './restarts.ts'

/** Milliseconds until a missing first signal is a process warning. */
const READY_MS = 10_000

/** `starting` also while the actor waits to be started again. */
export type ZactorState = 'starting' | 'running' | 'ending' | 'ended'

export class Life {
  state: ZactorState = 'starting'
  readonly events: ActorEvents
  readonly owner: OwnerPipe
  /** Resolves when the first run that starts has signalled. */
  readonly ready: Promise<void>
  readonly ended: Promise<void>
  /** True if a caller will learn of a crash. Otherwise a crash is an unhandled rejection. */
  #watched = false
  /** True if a caller waits for the end. */
  #awaited = false
  readonly #runtime: Runtime
  readonly #makeRunner: () => Runner
  readonly #restarts: Restarts | undefined
  /** The name of the function or the module, for warnings. */
  readonly #name: string
  #runner: Runner
  #lastResult: RunResult | undefined = undefined
  /** The error with which waiting calls reject after the end. */
  #finalError: ZmqError | undefined = undefined
  #cancelRestart: (() => void) | undefined = undefined
  #destroyed: Promise<void> | undefined = undefined
  #resolveReady!: () => void
  #rejectReady!: (reason: unknown) => void
  #resolveEnded!: () => void
  #rejectEnded!: (reason: ZmqError) => void

  /** Starts the first run. Throws as `makeRunner` and `Runner.start`. */
  constructor(makeRunner: () => Runner, restarts: Restarts | undefined, name: string, messages?: MessageQueue) {
    this.#name = name
    this.#makeRunner = makeRunner
    this.#restarts = restarts
    this.#runner = makeRunner()
    this.#runner.start((result) => this.#runEnded(result))
    this.#runtime = this.#runner.pair.context.runtime
    this.owner = new OwnerPipe(this.#runner.pair, messages)
    this.events = new ActorEvents(this.#runtime)
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve
      this.#rejectReady = reject
    })
    this.ended = new Promise((resolve, reject) => {
      this.#resolveEnded = resolve
      this.#rejectEnded = reject
    })
    this.ready.catch(() => undefined)
    this.ended.catch(() => undefined)
    this.#awaitReady()
  }

  /** The owner's end of the pipe of the current run, or of the next one while the actor waits to be started again. */
  get pair(): Pair {
    return this.#runner.pair
  }

  /** True after `destroy()`: no message is accepted any more. */
  get destroyed(): boolean {
    return this.#destroyed !== undefined
  }

  /** A caller will learn of a crash: it is no unhandled rejection. */
  watch(): void {
    this.#watched = true
  }

  /** Returns `ended`. From now on a thread keeps the process alive. */
  waitUntilEnded(): Promise<void> {
    this.#watched = true
    this.#awaited = true
    this.#runner.ref()
    return this.ended
  }

  destroy(): Promise<void> {
    return (this.#destroyed ??= this.#terminate())
  }

  /** As `destroy`. `ready` rejects with `reason`. */
  abort(reason: unknown): void {
    this.#rejectReady(reason)
    void this.destroy()
  }

  /** `delay` is the milliseconds until the run starts. */
  #awaitReady(delay = 0): void {
    const { context } = this.#runner.pair
    const cancel = this.#runtime.after(delay + READY_MS, () => {
      const text = `the actor ${this.#name} has not signalled for ${READY_MS / 1000} s that it is ready: it must call pipe.signal(), and start() waits until then`
      context.warnings.tell('ZACTOR_NOT_READY', this.#name, text)
    })
    const ready = (): void => {
      cancel()
      if (this.state === 'starting') this.state = 'running'
      this.#resolveReady()
    }
    this.owner.ready().then(ready, (reason: unknown) => {
      cancel()
      this.#startFailed(reason)
    })
  }

  #startFailed(reason: unknown): void {
    // The actor ended before its first signal.
    if (this.#finalError !== undefined) return this.#rejectReady(reason === this.#lastResult?.error ? this.#finalError : reason)
    // Only the first start may be refused. A later one that fails is tried again.
    if (reason !== this.#lastResult?.error && !this.#isRestart) this.#rejectReady(reason)
  }

  /** True if the current run is not the first. */
  get #isRestart(): boolean {
    return this.#restarts !== undefined && this.#restarts.count > 0
  }

  #runEnded(ended: RunResult): void {
    const result = ended.ok && this.#isRestart && this.state !== 'ending' ? this.#checkStarted(ended) : ended
    const watched = this.#watched || this.owner.waiting || this.events.has('crash')
    this.#lastResult = result
    this.owner.runEnded(result)
    if (!result.ok) this.events.emit('crash', result.error)
    if (result.ok || this.#restarts === undefined || this.state === 'ending') return this.#finish(result, watched)
    const delay = this.#restarts.next(this.#runtime.now())
    if (delay === undefined) return this.#finish({ error: this.#restarts.gaveUp(result.error), ok: false }, watched)
    this.#restartIn(delay)
  }

  /** A restart that refuses to start counts as a crash. */
  #checkStarted(result: RunResult): RunResult {
    const refusal = this.owner.refusal()
    return refusal === undefined ? result : crashed(refusal)
  }

  #restartIn(delay: number): void {
    this.state = 'starting'
    try {
      this.#runner = this.#makeRunner()
    } catch (error) {
      return this.#finish(crashed(error), this.#watched || this.events.has('crash'))
    }
    this.owner.addRun(this.#runner.pair)
    this.#awaitReady(delay)
    this.#cancelRestart = this.#runtime.after(delay, () => this.#restart())
  }

  #restart(): void {
    this.#cancelRestart = undefined
    this.events.emit('restart', this.#restarts?.count ?? 0)
    try {
      this.#runner.start((result) => this.#runEnded(result))
      if (this.#awaited) this.#runner.ref()
    } catch (error) {
      this.#runEnded(crashed(error))
    }
  }

  #finish({ error, ok }: RunResult, watched: boolean): void {
    this.state = 'ended'
    this.#finalError = error
    this.owner.finish(error)
    this.events.emit('end')
    if (ok) return this.#resolveEnded()
    if (!watched) void Promise.reject(error)
    this.#rejectEnded(error)
  }

  async #terminate(): Promise<void> {
    const release = this.#runtime.hold()
    if (this.state === 'starting') {
      this.#rejectReady(new ZmqError('ERR_ZACTOR_ENDED', 'the actor was destroyed before it was ready'))
    }
    if (this.state !== 'ended') {
      this.state = 'ending'
      this.#requestEnd()
      await this.ended.catch(() => undefined)
    }
    this.owner.close()
    await this.#runner.close()
    release()
  }

  #requestEnd(): void {
    const cancel = this.#cancelRestart
    if (cancel !== undefined) {
      cancel()
      return this.#runEnded(returned())
    }
    this.#runner.terminate()
    this.owner.discard()
  }
}
