/** The options of a connection between two threads of a process: without security, heartbeats and size limits. */
import type { SocketOptionValues } from '../options/options.ts'

/** Returns `options` without security, heartbeats and size limits, as libzmq does for inproc. */
export function threadOptions(options: SocketOptionValues): SocketOptionValues {
  return {
    ...options,
    mechanism: 'NULL',
    securityMechanisms: null,
    asServer: false,
    authenticate: null,
    zapDomain: null,
    zapEnforceDomain: false,
    heartbeatInterval: 0,
    maxMessageSize: -1,
  }
}
