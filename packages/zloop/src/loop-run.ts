/** One run of a reactor, from `start()` until it stops and its pending handlers have ended. */

/** The status -1 or 0, or the error of a handler. */
export type Outcome = { readonly status: number } | { readonly error: unknown }

export class LoopRun {
  readonly #resolve: (status: number) => void
  readonly #reject: (reason: unknown) => void
  readonly #release: () => void
  #outcome: Outcome | undefined = undefined
  /** The number of handlers whose promises are pending. */
  #pending = 0
  #ended = false

  /** `release` is called once, before `resolve` or `reject`: it lets the process end. */
  constructor(resolve: (status: number) => void, reject: (reason: unknown) => void, release: () => void) {
    this.#resolve = resolve
    this.#reject = reject
    this.#release = release
  }

  get stopped(): boolean {
    return this.#outcome !== undefined
  }

  /** True if no handler is pending. */
  get quiet(): boolean {
    return this.#pending === 0
  }

  begin(): void {
    this.#pending++
  }

  end(): void {
    this.#pending--
    this.#settle()
  }

  /** The first outcome holds, but an error replaces a status. A second error is an unhandled rejection. */
  finish(outcome: Outcome): void {
    if (this.#outcome === undefined || ('error' in outcome && !('error' in this.#outcome))) this.#outcome = outcome
    else if ('error' in outcome) {
      const { error } = outcome as { readonly error: Error } // whatever it is
      void Promise.reject(error)
    }
    this.#settle()
  }

  #settle(): void {
    const outcome = this.#outcome
    if (outcome === undefined || !this.quiet || this.#ended) return
    this.#ended = true
    this.#release()
    if ('error' in outcome) this.#reject(outcome.error)
    else this.#resolve(outcome.status)
  }
}
