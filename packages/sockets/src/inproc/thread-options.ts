/** The options that count between two threads of a process: what protects a wire, or watches it, has nothing to do there. */
import type { SocketOptionValues } from '../options/options.ts'

/** As libzmq has it of inproc: no mechanism, nobody is asked, no heartbeat. */
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
