/**
 * Heartbeats of one connection (RFC 37): PINGs out, and the two ways to find the peer dead. A loop that was stalled never takes
 * a living peer for a dead one: before it says so, what the system holds already is read.
 */
import type { Runtime } from './runtime.ts'

export interface HeartbeatOptions {
  readonly heartbeatInterval: number
  readonly heartbeatTimeToLive: number
  readonly heartbeatTimeout: number
}

export interface HeartbeatActions {
  /** Send a PING with this TTL in milliseconds. */
  ping(ttlMs: number): void
  /** The peer is dead. */
  expired(): void
}

export class Heartbeat {
  readonly #runtime: Runtime
  readonly #options: HeartbeatOptions
  readonly #actions: HeartbeatActions
  #heardAt: number
  #cancelPing: (() => void) | undefined = undefined
  #cancelTimeout: (() => void) | undefined = undefined
  #cancelTtl: (() => void) | undefined = undefined
  #stopped = false

  constructor(runtime: Runtime, options: HeartbeatOptions, actions: HeartbeatActions) {
    this.#runtime = runtime
    this.#options = options
    this.#actions = actions
    this.#heardAt = runtime.now()
    if (options.heartbeatInterval > 0) this.#schedulePing()
  }

  /** Any byte of the peer is life. */
  heard(): void {
    this.#heardAt = this.#runtime.now()
  }

  /** The peer asked to be left if it is silent for so long. */
  promised(ttlMs: number): void {
    this.#cancelTtl?.()
    this.#cancelTtl = undefined
    if (ttlMs > 0) this.#watch(ttlMs, ttlMs)
  }

  /** What comes after the PING begins the time anew: the peer may die after it too, and then no PING comes to begin it. */
  #watch(ttlMs: number, waitMs: number): void {
    this.#expect(
      waitMs,
      (cancel) => (this.#cancelTtl = cancel),
      // This timer may be late, and that time be over already.
      () => this.#watch(ttlMs, Math.max(0, this.#heardAt + ttlMs - this.#runtime.now())),
    )
  }

  stop(): void {
    this.#stopped = true
    this.#cancelPing?.()
    this.#cancelTimeout?.()
    this.#cancelTtl?.()
  }

  #schedulePing(): void {
    const { heartbeatInterval, heartbeatTimeToLive, heartbeatTimeout } = this.#options
    this.#cancelPing = this.#runtime.after(heartbeatInterval, () => {
      this.#actions.ping(heartbeatTimeToLive)
      const timeout = heartbeatTimeout < 0 ? heartbeatInterval : heartbeatTimeout
      if (timeout > 0 && this.#cancelTimeout === undefined) {
        this.#expect(timeout, (cancel) => (this.#cancelTimeout = cancel))
      }
      if (!this.#stopped) this.#schedulePing()
    })
  }

  /** Something must be heard within `ms` from now; `heard` is called then if it was. */
  #expect(ms: number, keep: (cancel: (() => void) | undefined) => void, heard?: () => void): void {
    const since = this.#runtime.now()
    keep(
      this.#runtime.after(ms, () => {
        keep(undefined)
        if (this.#heardAt > since) return heard?.()
        // The timer may be late because the loop was: then the answer lies in the kernel, unread.
        this.#runtime.yield(() => {
          if (!this.#stopped && this.#heardAt <= since) this.#actions.expired()
        })
      }),
    )
  }
}
