/**
 * Heartbeats of one connection (RFC 37): PINGs out, and the two ways to find the peer dead. Life is any byte that comes, and any byte
 * of ours that the system takes after it could take no more: then the other side has taken some. So a PING behind a large message on a
 * slow link has its time, and a link where nothing moves for the timeout is dead, however much is queued. A loop that was stalled
 * never takes a living peer for a dead one: before it judges, what the system holds already is read.
 */
import type { Runtime } from '../runtime/runtime.ts'

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
  /** Bytes that were written and that the system has not taken yet. */
  unsent(): number
}

export class Heartbeat {
  readonly #runtime: Runtime
  readonly #options: HeartbeatOptions
  readonly #actions: HeartbeatActions
  #heardAt: number
  /** When the system had last taken all that it could not take at once. */
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

  /** Any byte of the peer is life. */
  heard(): void {
    this.#heardAt = this.#runtime.now()
  }

  /** The system has taken all that waited for it: a PING among it is on its way from now on. */
  moved(): void {
    this.#movedAt = this.#runtime.now()
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

  /** Something must be heard within `ms` of `since`, or have moved. */
  #expectAnswer(ms: number, since = this.#runtime.now()): void {
    const unsent = this.#actions.unsent()
    this.#cancelTimeout = this.#runtime.after(Math.max(0, since + ms - this.#runtime.now()), () => {
      if (this.#heardAt > since) this.#cancelTimeout = undefined
      // As above: the answer may lie in the kernel.
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
