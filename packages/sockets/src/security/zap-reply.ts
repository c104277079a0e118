/** Decodes the reply of a ZAP handler (RFC 27), strictly. */
import type { Message, Verdict } from '@tszmq/zmtp-codec'
import { DEFAULT_LIMITS } from '@tszmq/zmtp-codec'
import { decodeProperties, latin1Text, utf8Text } from '@tszmq/zmtp-codec/internal'
import { ZmqError } from '../events/zmq-error.ts'
import { octetText } from './octet-text.ts'

export const ZAP_VERSION = '1.0'
/** Each pipe has only one request, so its id is constant, as in libzmq. */
export const ZAP_REQUEST_ID = '1'
/** `"", version, request id, status code, status text, user id, metadata`. */
const REPLY_PARTS = 7
const MAX_USER_ID = 255

/** Throws a ZmqError with a code ERR_ZAP_… if the reply is not valid. */
export function readZapReply(reply: Message): Verdict {
  if (reply.length !== REPLY_PARTS) throw bad('ERR_ZAP_MALFORMED_REPLY', `has ${reply.length} frames, not ${REPLY_PARTS}`)
  const [delimiter, version, requestId, status, statusText, userId, metadata] = reply as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  if (delimiter.length !== 0) throw bad('ERR_ZAP_UNSPECIFIED', 'does not begin with an empty frame')
  if (latin1Text(version) !== ZAP_VERSION) throw bad('ERR_ZAP_BAD_VERSION', `is not of version ${ZAP_VERSION}`)
  if (latin1Text(requestId) !== ZAP_REQUEST_ID) throw bad('ERR_ZAP_BAD_REQUEST_ID', 'is to another request')
  if (!/^[2-5]00$/.test(latin1Text(status))) throw bad('ERR_ZAP_INVALID_STATUS_CODE', 'has a status that is none of 200, 300, 400 and 500')
  if (userId.length > MAX_USER_ID) throw bad('ERR_ZAP_MALFORMED_REPLY', `has a user id of ${userId.length} bytes, more than ${MAX_USER_ID}`)
  return {
    status: Number(latin1Text(status)) as Verdict['status'],
    text: utf8Text(statusText),
    userId: octetText(userId),
    metadata: readMetadata(metadata),
  }
}

function readMetadata(metadata: Uint8Array): ReadonlyMap<string, string> {
  try {
    const properties = decodeProperties(metadata, DEFAULT_LIMITS)
    return new Map([...properties].map(([name, value]) => [name, octetText(value)]))
  } catch (error) {
    throw bad('ERR_ZAP_INVALID_METADATA', `has metadata that are none: ${(error as Error).message}`)
  }
}

function bad(code: string, reason: string): ZmqError {
  return new ZmqError(code, `the answer of the ZAP handler ${reason} (RFC 27)`)
}
