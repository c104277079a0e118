/** A context as CZMQ's `ZSYS_*` variables say. Those that have no meaning here are told of in docs/actors/zsys.md. */
import { Context } from '@tszmq/sockets'
import type { ContextOptions } from '@tszmq/sockets'
import { checkObject } from '@tszmq/sockets/internal'
import { choiceOf, numberOf, YES_OR_NO } from './variable.ts'

const INT_MAX = 0x7fffffff
const MAX_SOCKETS = 65_535

/**
 * ZSYS_MAX_SOCKETS, ZSYS_IPV6, and for new sockets ZSYS_LINGER (milliseconds, -1 for ever), ZSYS_SNDHWM and ZSYS_RCVHWM (messages, 0
 * without end). Sockets start with linger 0 without ZSYS_LINGER, as in CZMQ. `options` come before the variables. Throws EINVAL with
 * the name and the value of a variable that makes no sense.
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
