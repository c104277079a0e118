/** A short run of the simulation (README.md of the testkit): whole topologies on virtual time, from seeds. `npm run simulate` is the long one. */
import { SIM_PATTERNS, simulate } from '@tszmq/simulator'

const SEEDS = 100
const REPLAYED = 35

/** Real milliseconds per pattern at the most; at least ten seeds run however slow the machine. */
const BUDGET_MS = 2_000
const AT_LEAST = 10

describe.each(SIM_PATTERNS)('%s, simulated', (pattern) => {
  it('keeps its promises through resets, partitions, stalls and restarts, and closes without leaving anything', async () => {
    const begin = performance.now()
    for (let seed = 1; seed <= SEEDS; seed++) {
      if (seed > AT_LEAST && performance.now() - begin > BUDGET_MS) return
      await expect(simulate(seed, pattern)).resolves.toMatch(/^[0-9a-f]{8}-[1-9]/)
    }
  }, 60_000)
})

it('replays each seed bit by bit, and differs between seeds', async () => {
  const hashes = new Set<string>()
  for (let seed = 0; seed < REPLAYED; seed++) {
    const pattern = SIM_PATTERNS[seed % SIM_PATTERNS.length]!
    const hash = await simulate(5_000 + seed, pattern)
    expect(await simulate(5_000 + seed, pattern)).toBe(hash)
    hashes.add(hash)
  }
  expect(hashes.size).toBe(REPLAYED)
}, 60_000)
