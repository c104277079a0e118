/** What zgossip has in common with every actor. */
import { describeActor } from '@tszmq/testkit'
import { zgossip, ZGOSSIP_COMMANDS } from '../src/zgossip-actor.ts'

describeActor('zgossip', { run: zgossip, commands: ZGOSSIP_COMMANDS, args: (_, log) => ({ log }) })
