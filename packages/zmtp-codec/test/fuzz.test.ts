/** A few seconds of the fuzzer, from one seed. `npm run fuzz` runs it for minutes, from another each time. */
import { fuzz } from '@tszmq/fuzzer'

const SEED = 20_260_801
const EXECUTIONS = 8_000

describe('the codec under the fuzzer', () => {
  it(`holds for ${EXECUTIONS} executions of seed ${SEED}`, () => {
    expect(() => fuzz({ seed: SEED, executions: EXECUTIONS })).not.toThrow()
  })
})
