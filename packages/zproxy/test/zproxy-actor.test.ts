/** What zproxy has in common with every actor. */
import { describeActor } from '@tszmq/testkit'
import { zproxy, ZPROXY_COMMANDS } from '../src/zproxy-actor.ts'

describeActor('zproxy', { run: zproxy, commands: ZPROXY_COMMANDS, args: (_, log) => ({ log }) })
