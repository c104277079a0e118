/**
 * The clock, timers and deferral of the runtime itself, taken when this module is loaded. A test that puts fakes in their place, before
 * or after that, does not stop the network: its fake clock moves the test's own timers and none of the library's.
 */

/** Which runtime functions these are, wherever they come from. */
export interface RealTime {
  readonly setTimeout: typeof globalThis.setTimeout
  readonly clearTimeout: typeof globalThis.clearTimeout
  readonly setInterval: typeof globalThis.setInterval
  readonly setImmediate: typeof globalThis.setImmediate
  readonly nextTick: (fn: () => void) => void
  readonly Date: typeof globalThis.Date
  readonly now: () => number
}

/** What fakes are known by: those of sinon, vitest and jest carry their clock, which has the originals; jest's legacy ones are mocks. */
interface Fake {
  readonly clock?: Readonly<Record<string, unknown>>
  readonly _isMockFunction?: boolean
}

type Place = Readonly<Record<string, unknown>>

/** The function or object that belongs at `name` of `place`; `module` is where the runtime has it as well. */
function real(place: Place, name: string, module: string): unknown {
  const found = place[name]
  if (!isFake(found)) return found
  // The module first: its function may have been left as it was.
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } }
  const kept = (process?.getBuiltinModule?.(module) as Place | undefined)?.[name]
  if (kept !== undefined && !isFake(kept)) return kept
  // Without an original a fake is all there is.
  return found.clock?.[`_${name}`] ?? found
}

function isFake(value: unknown): value is Fake {
  const { clock, _isMockFunction: mocked } = (value ?? {}) as Fake
  return clock !== undefined || mocked === true
}

/** What `globals` have, without the fakes that may be there already. */
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

/** Milliseconds. In Node the first use of `performance` loads a module of some size, which `hrtime()` does without. */
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
