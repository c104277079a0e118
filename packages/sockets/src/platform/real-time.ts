/**
 * The real clock, timers and deferral, saved when this module is loaded. Fake timers of a test, installed before or after that, do not
 * affect the library.
 */

/** The real functions. */
export interface RealTime {
  readonly setTimeout: typeof globalThis.setTimeout
  readonly clearTimeout: typeof globalThis.clearTimeout
  readonly setInterval: typeof globalThis.setInterval
  readonly setImmediate: typeof globalThis.setImmediate
  readonly nextTick: (fn: () => void) => void
  readonly Date: typeof globalThis.Date
  readonly now: () => number
}

/** Marks of fakes. Those of sinon, vitest and jest have their clock, which holds the originals. Legacy fakes of jest are mocks. */
interface Fake {
  readonly clock?: Readonly<Record<string, unknown>>
  readonly _isMockFunction?: boolean
}

type Place = Readonly<Record<string, unknown>>

/** The real function or object `name` of `place`. `module` is the module that exports it too. */
function real(place: Place, name: string, module: string): unknown {
  const found = place[name]
  if (!isFake(found)) return found
  // The module first: the test may have replaced only the global.
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  const kept = (process?.getBuiltinModule?.(module) as Place | undefined)?.[name]
  if (kept !== undefined && !isFake(kept)) return kept
  // Without an original only the fake is left.
  return found.clock?.[`_${name}`] ?? found
}

function isFake(value: unknown): value is Fake {
  const { clock, _isMockFunction: mocked } = (value ?? {}) as Fake
  return clock !== undefined || mocked === true
}

/** The real functions of `globals`, even if fakes are installed already. */
export function realTime(globals: object = globalThis): RealTime {
  const place = globals as Place
  const timer = (name: string): never => real(place, name, 'node:timers') as never
  const { process } = globals as { process?: NodeJS.Process }
  const nextTick =
    process === undefined ? undefined : (real(process as unknown as Place, 'nextTick', 'node:process') as (fn: () => void) => void)
  return {
    setTimeout: timer('setTimeout'),
    clearTimeout: timer('clearTimeout'),
    setInterval: timer('setInterval'),
    setImmediate: timer('setImmediate'),
    nextTick: (nextTick ?? queueMicrotask).bind(process),
    Date: real(place, 'Date', '') as typeof globalThis.Date,
    now: monotonicClock(place, process),
  }
}

/** A clock in milliseconds. `hrtime()` in Node, since the first use of `performance` loads a large module. */
function monotonicClock(place: Place, process: NodeJS.Process | undefined): () => number {
  if (process?.hrtime !== undefined) {
    const hrtime = real(process as unknown as Place, 'hrtime', 'node:process') as () => [number, number]
    return () => {
      const [seconds, nanoseconds] = hrtime()
      return seconds * 1000 + nanoseconds / 1e6
    }
  }
  const performance = real(place, 'performance', 'node:perf_hooks') as { now(): number }
  return (real(performance, 'now', 'node:perf_hooks') as () => number).bind(performance)
}
