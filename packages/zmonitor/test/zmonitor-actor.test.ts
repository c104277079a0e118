/** What zmonitor has in common with every actor. */
import { describeActor } from '@tszmq/testkit'
import { Dealer } from '@tszmq/sockets'
import { zmonitor, ZMONITOR_COMMANDS } from '../src/zmonitor-actor.ts'

describeActor('zmonitor', {
  run: zmonitor,
  commands: ZMONITOR_COMMANDS,
  args: (context, log) => ({ log, socket: new Dealer({ context }) }),
})
