/** What the errors of a connection mean: a rejection, a message over a limit, or another protocol than ZMTP. */
import { ProtocolError } from '@tszmq/zmtp-codec'
import { codedError } from '../events/coded-error.ts'
import type { Event } from '../events/event.ts'
import { isTooLarge } from '../events/failure.ts'
import { foreignProtocol } from './foreign-protocol.ts'

/** The event for a handshake with `remote` that failed because of `error`. */
export function handshakeFailure(address: string, remote: string, error: Error): Event {
  const status = rejectionStatus(error)
  if (status !== undefined) return { type: 'handshake:error:auth', address, remote, error: Object.assign(error, { status }) }
  if (error instanceof ProtocolError) return { type: 'handshake:error:protocol', address, remote, error }
  const coded = codedError(error)
  const type = /^ERR_ZAP_/.test(coded.code) ? 'handshake:error:protocol' : 'handshake:error:other'
  return { type, address, remote, error: coded }
}

/** ZAP's status code, if `error` is a rejection by one side. */
export function rejectionStatus(error: Error | undefined): 300 | 400 | 500 | undefined {
  const status = error instanceof ProtocolError ? Number(error.reason) : undefined
  return status === 300 || status === 400 || status === 500 ? status : undefined
}

/** True if a message exceeded a limit of this socket or of the peer. */
export function isOversize(error: Error): boolean {
  if (!(error instanceof ProtocolError)) return false
  if (error.code === 'ERR_ZMTP_PEER_ERROR') return isTooLarge(error.reason ?? '')
  return error.code === 'ERR_ZMTP_MESSAGE_SIZE' || error.code === 'ERR_ZMTP_MESSAGE_PARTS'
}

/** Adds the name of the other protocol to the message of `error`, if the bytes are those of a known one. */
export function withForeignProtocol(error: Error, bytes: Uint8Array): Error {
  if (!(error instanceof ProtocolError)) return error
  const protocol = foreignProtocol(bytes)
  return protocol === undefined ? error : new ProtocolError(error.code, `${protocol}, not ZMTP: ${error.message}`)
}
