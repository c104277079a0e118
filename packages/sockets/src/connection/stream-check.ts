/** Checks whether a STREAM socket may use an endpoint. Other socket types are not checked. */
import type { Framing } from '@tszmq/transports'
import type { SocketPort } from '../socket/socket-port.ts'
import { ZmqError } from '../events/zmq-error.ts'

/**
 * Throws `ENOCOMPATPROTO` if `port` is a STREAM and `endpoint` is not a stream of bytes; `framing` is undefined for inproc. Throws
 * `ENOTSUP` if the STREAM has options for security, which raw bytes cannot have.
 */
export function checkStream(port: SocketPort, framing: Framing | undefined, endpoint: string): void {
  if (port.type !== 'STREAM') return
  if (framing !== 'stream') throw new ZmqError('ENOCOMPATPROTO', `a STREAM socket cannot use ${endpoint}`, { address: endpoint })
  const { mechanism, securityMechanisms, authenticate, zapDomain } = port.options
  if (mechanism === 'NULL' && securityMechanisms === null && authenticate === null && (zapDomain ?? '') === '') return
  throw new ZmqError(
    'ENOTSUP',
    `a STREAM socket has no handshake: its peers cannot be authenticated, and nothing is encrypted at ${endpoint}`,
    { address: endpoint },
  )
}
