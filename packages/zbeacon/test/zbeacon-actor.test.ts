/** What zbeacon has in common with every actor. */
import { describeActor } from '@tszmq/testkit'
import { zbeacon, ZBEACON_COMMANDS } from '../src/zbeacon-actor.ts'
import { LOOPBACK } from './loopback.ts'

describeActor('zbeacon', { run: zbeacon, commands: ZBEACON_COMMANDS, args: (_, log) => ({ log, interface: LOOPBACK }) })
