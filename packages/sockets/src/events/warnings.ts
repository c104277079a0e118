/** The process warnings of one context: each is printed once for its code and subject, at most five a minute. */
import type { Runtime } from '../runtime/runtime.ts'
import type { WarningCode } from './warning-table.ts'

/** Warnings that all contexts of one runtime may print within `WINDOW_MS`. */
const MAX_PER_WINDOW = 5

const WINDOW_MS = 60_000

/** Pairs of code and subject that are remembered; beyond that the oldest is forgotten and may be printed again. */
const MAX_REMEMBERED = 1000

/** Characters of one warning: parts of the text may come from a peer. */
const MAX_TEXT = 1000

/** The limit of warnings, shared by all contexts of one runtime, so that it limits the process. */
class Budget {
  /** When the last warnings were printed, oldest first; at most `MAX_PER_WINDOW`. */
  readonly #printed: number[] = []
  /** Warnings that were held back since one was last printed. */
  readonly #held = new Set<string>()

  /** Returns whether one more may be printed at `now`. If not, it is counted. */
  admit(key: string, now: number): boolean {
    const oldest = this.#printed[0]
    if (this.#printed.length >= MAX_PER_WINDOW && oldest !== undefined && now - oldest < WINDOW_MS) {
      if (this.#held.size < MAX_REMEMBERED) this.#held.add(key)
      return false
    }
    if (this.#printed.length >= MAX_PER_WINDOW) this.#printed.shift()
    this.#printed.push(now)
    this.#held.delete(key)
    return true
  }

  /** Returns how many were held back since the last call, and resets the count. */
  resetHeld(): number {
    const count = this.#held.size
    this.#held.clear()
    return count
  }
}

/** By runtime: one for the process, and one for each simulation. */
const budgets = new WeakMap<Runtime, Budget>()

function budgetOf(runtime: Runtime): Budget {
  let budget = budgets.get(runtime)
  if (budget === undefined) budgets.set(runtime, (budget = new Budget()))
  return budget
}

/** Prints the process warnings of one context. */
export class Warnings {
  /** If false, nothing is printed. Starts with the option `warnings` of the context. Takes effect at once. */
  enabled: boolean
  readonly #runtime: Runtime
  #printed: Set<string> | undefined = undefined

  /** @internal */
  constructor(runtime: Runtime, enabled: boolean) {
    this.#runtime = runtime
    this.enabled = enabled
  }

  /**
   * Prints a process warning of type `ZmqWarning`, unless it was printed before for `code` and `about`. If there is an event for it too,
   * the caller warns only if the program does not listen to that event.
   *
   * @param about The subject, such as an endpoint or the host of a peer. Its values must be few: no port of an accepted peer.
   * @param text What happened and what to do, in full sentences.
   * @internal
   */
  tell(code: WarningCode, about: string, text: string): void {
    if (!this.enabled) return
    const key = `${code} ${about}`
    const printed = (this.#printed ??= new Set())
    if (printed.has(key)) return
    const budget = budgetOf(this.#runtime)
    if (!budget.admit(key, this.#runtime.now())) return
    printed.add(key)
    if (printed.size > MAX_REMEMBERED) printed.delete(printed.values().next().value as string)
    const held = budget.resetHeld()
    const clean = printable(text)
    this.#runtime.warn(
      held === 0
        ? clean
        : `${clean} (${held} more ZmqWarning${held === 1 ? ' was' : 's were'} held back: at most ${MAX_PER_WINDOW} are printed a minute)`,
      code,
    )
  }
}

/** Replaces control characters, which would control a terminal. */
function printable(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, '?')
}
