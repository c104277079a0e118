/**
 * Heartbeats of one connection (RFC 37): sends PINGs and detects a dead peer. The peer is alive if a byte of it arrives, or if the system
 * accepts bytes again after its buffer was full, since then the peer has read some. So a PING that waits behind a large message on a slow
 * link does not time out. Before a peer is declared dead, bytes that arrived while the event loop was blocked are read.
 */
import type { Runtime } from '../runtime/runtime.ts'

export interface HeartbeatOptions {
  readonly heartbeatInterval: number
  readonly heartbeatTimeToLive: number
  readonly heartbeatTimeout: number
}

/** What a heartbeat does with its connection. */
export interface HeartbeatActions {
  /** Sends a PING with this TTL in milliseconds. */
  ping(ttlMs: number): void
  /** The peer is dead. */
  expired(): void
  /** Returns the number of written bytes that the system has not accepted yet. */
  unsent(): number
}

export class Heartbeat {
  readonly #runtime: Runtime
  readonly #options: HeartbeatOptions
  readonly #actions: HeartbeatActions
  #heardAt: number
  /** When the system last accepted all bytes that it had not accepted at once. */
  #movedAt = -Infinity
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

  /** Bytes of the peer have arrived. */
  heard(): void {
    this.#heardAt = this.#runtime.now()
  }

  /** The system has accepted all written bytes, so a PING among them is on its way. */
  moved(): void {
    this.#movedAt = this.#runtime.now()
  }

  /** A PING of the peer had this TTL: the connection is dead if the peer is silent for so long. 0 means no limit. */
  promised(ttlMs: number): void {
    this.#cancelTtl?.()
    this.#cancelTtl = undefined
    this.#ttl = ttlMs
    if (ttlMs > 0) this.#watch(ttlMs)
  }

  /** Bytes that arrive after the PING restart the time, since the peer may die before its next PING. */
  #watch(waitMs: number): void {
    this.#cancelTtl = this.#runtime.after(waitMs, () => {
      this.#cancelTtl = undefined
      const left = this.#ttlLeft
      if (left > 0) return this.#watch(left)
      // The event loop may have been blocked: bytes that arrived meanwhile are read first.
      this.#runtime.yield(() => this.#judge())
    })
  }

  #judge(): void {
    // A PING that was read meanwhile may have removed the limit or set a new one.
    if (this.#stopped || this.#ttl === 0 || this.#cancelTtl !== undefined) return
    const left = this.#ttlLeft
    if (left <= 0) this.#actions.expired()
    // `expired` does nothing while the connection is not read: the peer is checked again later.
    if (!this.#stopped) this.#watch(left > 0 ? left : this.#ttl)
  }

  /** Milliseconds that the peer may still be silent. */
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

  /** Bytes must arrive, or be accepted by the system, within `ms` after `since`. */
  #expectAnswer(ms: number, since = this.#runtime.now()): void {
    const unsent = this.#actions.unsent()
    this.#cancelTimeout = this.#runtime.after(Math.max(0, since + ms - this.#runtime.now()), () => {
      if (this.#heardAt > since) this.#cancelTimeout = undefined
      // As above, bytes that have arrived are read first.
      else this.#runtime.yield(() => this.#judgeAnswer(ms, since, unsent))
    })
  }

  #judgeAnswer(ms: number, since: number, unsent: number): void {
    if (this.#stopped) return
    this.#cancelTimeout = undefined
    if (this.#heardAt > since) return
    if (this.#movedAt > since) this.#expectAnswer(ms, this.#movedAt)
    else if (this.#actions.unsent() < unsent) this.#expectAnswer(ms)
    else this.#actions.expired()
  }
}
