/** Runs fuzz targets from a seed: execution `i` of seed `s` is the same for ever. Stops at the first finding. */
import { AllocationMeter, Xoshiro128 } from '@tszmq/testkit'
import { FUZZ_TARGETS } from './fuzz-target.ts'

export type FuzzTargetName = keyof typeof FUZZ_TARGETS

export interface FuzzOptions {
  readonly seed: number
  readonly executions: number
  /** The first execution to run; for replays. Default 0. */
  readonly start?: number
  /** Called every 100,000 executions with how many are done. May throw to stop. */
  readonly progress?: (done: number) => void
}

/** An input for which something did not hold. Its message says what, and how to have it again. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding'
}

const NAMES = Object.keys(FUZZ_TARGETS) as FuzzTargetName[]
const PROGRESS_EVERY = 100_000

/** Throws FuzzFinding. The targets take turns, so each gets an equal part of the executions. */
export function fuzz({ seed, executions, start = 0, progress }: FuzzOptions): void {
  const meter = new AllocationMeter()
  try {
    for (let i = start; i < start + executions; i++) {
      const target = NAMES[i % NAMES.length] as FuzzTargetName
      runOne(target, seed, i, meter)
      if ((i - start + 1) % PROGRESS_EVERY === 0) progress?.(i - start + 1)
    }
  } finally {
    meter.remove()
  }
}

function runOne(target: FuzzTargetName, seed: number, index: number, meter: AllocationMeter): void {
  try {
    FUZZ_TARGETS[target](new Xoshiro128(Math.imul(seed, 0x9e3779b1) + index), meter)
  } catch (error) {
    const replay = `--seed ${seed} --start ${index} --executions 1`
    throw new FuzzFinding(`${target}: ${(error as Error).message}\nreplay with ${replay}`, { cause: error })
  }
}
