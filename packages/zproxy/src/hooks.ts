/** What an application does to messages on their way: a filter, then a transform. Whatever goes wrong in one drops that message only. */
import type { MessageLike, ProxyHook, ProxySide } from '@tszmq/sockets'
import { toMessage } from '@tszmq/sockets/internal'

export interface ProxyHooks {
  /** Whether a message goes on. */
  readonly filter?: (message: Buffer[], from: ProxySide) => boolean
  /** What goes on in its place. Frames may have other owners too: make new ones instead of writing into them. */
  readonly transform?: (message: Buffer[], from: ProxySide) => MessageLike | MessageLike[]
}

/** Messages that a hook kept from going on. */
export interface ProxyDrops {
  /** The filter said false. */
  filtered: number
  /** A hook threw, or gave what makes no sense. */
  failed: number
}

/** Throws TypeError for a hook that cannot be called. */
export function checkHooks(hooks: ProxyHooks): void {
  for (const name of ['filter', 'transform'] as const) {
    const hook: unknown = hooks[name]
    if (hook !== undefined && typeof hook !== 'function') throw new TypeError(`${name} is a function, not ${typeof hook}`)
  }
}

/** Undefined where there is nothing to do. `failed` is told why a message was dropped. */
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
  atOnce(answer)
  if (typeof answer === 'boolean') return answer
  throw new TypeError(`a filter answers true or false, not ${typeof answer}`)
}

function frames(answer: unknown): Buffer[] {
  atOnce(answer)
  if (answer === undefined) throw new TypeError('a transform returned no message')
  return toMessage(answer as MessageLike | MessageLike[]) as Buffer[]
}

/** Messages keep their order, and none waits for a hook: so a promise is no answer, and what it comes to is nobody's. */
function atOnce(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return
  void Promise.resolve(answer).catch(() => undefined)
  throw new TypeError('a hook answers at once, not by a promise')
}
