/** Makes a context from CZMQ's `ZSYS_*` variables. docs/actors/zsys.md lists the variables that have no meaning here. */
import { Context } from '@tszmq/sockets'
import type { ContextOptions } from '@tszmq/sockets'
import { checkObject } from '@tszmq/sockets/internal'
import { choiceOf, numberOf, YES_OR_NO } from './variable.ts'

const INT_MAX = 0x7fffffff
const MAX_SOCKETS = 65_535

/**
 * Makes a context from ZSYS_MAX_SOCKETS and ZSYS_IPV6. Defaults of its sockets come from ZSYS_LINGER (milliseconds, -1 is for ever), ZSYS_SNDHWM
 * and ZSYS_RCVHWM (messages, 0 is no limit). Without ZSYS_LINGER sockets have linger 0, as in CZMQ. `options` take precedence over the
 * variables. Throws EINVAL with the name and the value of an invalid variable.
 */
export function contextFromEnvironment(env: NodeJS.ProcessEnv = process.env, options: ContextOptions = {}): Context {
  checkObject('env', env)
  checkObject('options', options)
  const maxSockets = numberOf(env, 'ZSYS_MAX_SOCKETS', 1, MAX_SOCKETS)
  const ipv6 = choiceOf(env, 'ZSYS_IPV6', YES_OR_NO)
  const linger = numberOf(env, 'ZSYS_LINGER', -1, INT_MAX) ?? 0
  const sendHighWaterMark = numberOf(env, 'ZSYS_SNDHWM', 0, INT_MAX)
  const receiveHighWaterMark = numberOf(env, 'ZSYS_RCVHWM', 0, INT_MAX)
  return new Context({
    ...(maxSockets === undefined ? {} : { maxSockets }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
    ...options,
    socketDefaults: {
      linger,
      ...(sendHighWaterMark === undefined ? {} : { sendHighWaterMark }),
      ...(receiveHighWaterMark === undefined ? {} : { receiveHighWaterMark }),
      ...options.socketDefaults,
    },
  })
}
