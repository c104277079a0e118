/** Runs the fuzzer for a few seconds with a fixed seed. `npm run fuzz` runs it for minutes with a new seed. */
import { fuzz } from '@tszmq/fuzzer'

const SEED = 20_260_801
const EXECUTIONS = 8_000

describe('the codec under the fuzzer', () => {
  it(`holds for ${EXECUTIONS} executions of seed ${SEED}`, () => {
    expect(() => fuzz({ seed: SEED, executions: EXECUTIONS })).not.toThrow()
  })
})
