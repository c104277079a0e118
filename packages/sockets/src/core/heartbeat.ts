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
  #ttl = 0
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
    this.#ttl = ttlMs
    if (ttlMs > 0) this.#watch(ttlMs)
  }

  /** What comes after the PING begins the time anew: the peer may die after it too, and then no PING comes to begin it. */
  #watch(waitMs: number): void {
    this.#cancelTtl = this.#runtime.after(waitMs, () => {
      this.#cancelTtl = undefined
      const left = this.#ttlLeft
      if (left > 0) return this.#watch(left)
      // The timer may be late because the loop was: then what the peer said meanwhile lies in the kernel, unread.
      this.#runtime.yield(() => this.#judge())
    })
  }

  #judge(): void {
    // A PING that was read meanwhile has taken the promise back, or begun it anew.
    if (this.#stopped || this.#ttl === 0 || this.#cancelTtl !== undefined) return
    const left = this.#ttlLeft
    if (left <= 0) this.#actions.expired()
    // One that is spared, because nothing of it is read for now, is watched on.
    if (!this.#stopped) this.#watch(left > 0 ? left : this.#ttl)
  }

  /** How long the peer may still be silent. */
  get #ttlLeft(): number {
    return this.#heardAt + this.#ttl - this.#runtime.now()
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
      if (timeout > 0 && this.#cancelTimeout === undefined) this.#expectAnswer(timeout)
      if (!this.#stopped) this.#schedulePing()
    })
  }

  /** Something must be heard within `ms` from now. */
  #expectAnswer(ms: number): void {
    const since = this.#runtime.now()
    this.#cancelTimeout = this.#runtime.after(ms, () => {
      this.#cancelTimeout = undefined
      if (this.#heardAt > since) return
      // As above: the answer may lie in the kernel.
      this.#runtime.yield(() => {
        if (!this.#stopped && this.#heardAt <= since) this.#actions.expired()
      })
    })
  }
}
