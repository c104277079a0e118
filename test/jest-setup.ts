/** What every suite has: a wait ends with its test, so that none of a test that failed spins on in those that follow. */
import { endWaits } from '@tszmq/testkit'

afterEach(endWaits)
