/** What zauth has in common with every actor. */
import { describeActor } from '@tszmq/testkit'
import { zauth, ZAUTH_COMMANDS } from '../src/zauth-actor.ts'

describeActor('zauth', { run: zauth, commands: ZAUTH_COMMANDS, args: (_, log) => ({ log }) })
