/** Recognises the protocol of a peer that does not speak ZMTP by its first bytes, for the text of an error. */
import { latin1Text } from '@tszmq/zmtp-codec/internal'

const REQUEST = /^(GET|POST|PUT|HEAD|OPTIONS|DELETE|PATCH|CONNECT|TRACE|PRI) /

/** A TLS record of a handshake: content type 22, version 3.x. */
const TLS_HANDSHAKE = 22

/** Returns the name of the protocol, or undefined if it is none of those that ZeroMQ ports often see. */
export function foreignProtocol(bytes: Uint8Array): string | undefined {
  if (bytes[0] === TLS_HANDSHAKE && bytes[1] === 3) return 'a TLS client'
  const text = latin1Text(bytes.subarray(0, 8))
  if (REQUEST.test(text)) return 'an HTTP request'
  if (text.startsWith('SSH-')) return 'an SSH client'
  return undefined
}
