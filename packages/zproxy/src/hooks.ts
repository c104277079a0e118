/** The hooks of an application for messages on their way: a filter, then a transform. A hook that fails drops its message only. */
import type { MessageLike, ProxyHook, ProxySide } from '@tszmq/sockets'
import { toMessage } from '@tszmq/sockets/internal'

export interface ProxyHooks {
  /** Returns true to forward the message, false to drop it. */
  readonly filter?: (message: Buffer[], from: ProxySide) => boolean
  /** Returns the message to forward instead. Frames may be shared: make new ones, do not write into them. */
  readonly transform?: (message: Buffer[], from: ProxySide) => MessageLike | MessageLike[]
}

/** Counts of messages that the hooks dropped. */
export interface ProxyDrops {
  /** The filter returned false. */
  filtered: number
  /** A hook threw, or returned a value of a wrong type. */
  failed: number
}

/** Throws TypeError for a hook that is not a function. */
export function checkHooks(hooks: ProxyHooks): void {
  for (const name of ['filter', 'transform'] as const) {
    const hook: unknown = hooks[name]
    if (hook !== undefined && typeof hook !== 'function') throw new TypeError(`${name} is a function, not ${typeof hook}`)
  }
}

/** Joins both hooks; undefined if there is none. `failed` is called with the error if a hook fails. */
export function proxyHook(
  { filter, transform }: ProxyHooks,
  drops: ProxyDrops,
  failed: (error: Error, from: ProxySide) => void,
): ProxyHook | undefined {
  if (filter === undefined && transform === undefined) return undefined
  return (message, from) => {
    try {
      if (filter !== undefined && !verdict(filter(message, from))) {
        drops.filtered++
        return undefined
      }
      return transform === undefined ? message : frames(transform(message, from))
    } catch (error) {
      drops.failed++
      failed(error instanceof Error ? error : new Error(String(error)), from)
      return undefined
    }
  }
}

function verdict(answer: unknown): boolean {
  checkSynchronous(answer)
  if (typeof answer === 'boolean') return answer
  throw new TypeError(`a filter answers true or false, not ${typeof answer}`)
}

function frames(answer: unknown): Buffer[] {
  checkSynchronous(answer)
  if (answer === undefined) throw new TypeError('a transform returned no message')
  return toMessage(answer as MessageLike | MessageLike[]) as Buffer[]
}

/** Throws TypeError for a promise: messages keep their order and do not wait for a hook. */
function checkSynchronous(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return
  void Promise.resolve(answer).catch(() => undefined)
  throw new TypeError('a hook answers at once, not by a promise')
}
