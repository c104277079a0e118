/** Leaves out the faults of a finding, all at once and then one by one, as long as what is left still fails. */
import { simulate } from './simulate.ts'
import type { SimPattern } from './simulate.ts'
import { SimFinding } from './simulation.ts'

/** Resolves to the finding with the fewest faults: without any of them the seed does not fail. */
export async function shrink(seed: number, pattern: SimPattern, finding: SimFinding): Promise<SimFinding> {
  let smallest = (await failure(seed, pattern, [])) ?? finding
  for (let i = smallest.faults.length - 1; i >= 0; i--) {
    const { faults } = smallest
    const smaller = await failure(
      seed,
      pattern,
      faults.filter((_, at) => at !== i),
    )
    // Faults that never came, since the run failed before, are no longer among those of the finding.
    if (smaller === undefined) continue
    smallest = smaller
    i = smallest.faults.length
  }
  return smallest
}

async function failure(seed: number, pattern: SimPattern, faults: readonly number[]): Promise<SimFinding | undefined> {
  try {
    await simulate(seed, pattern, faults)
  } catch (error) {
    if (error instanceof SimFinding) return error
    throw error
  }
  return undefined
}
