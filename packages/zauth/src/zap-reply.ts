/** The reply to a ZAP request (RFC 27). Only a reply of success has a user id and metadata. */
import { encodeProperties, isPropertyName } from '@tszmq/zmtp-codec/internal'
import { textOctets } from '@tszmq/sockets/internal'
import type { ZapReturn } from './zap-request.ts'
import { ZAP_VERSION } from './zap-request.ts'

/** 200 admits the peer; 300 asks it to try later; 400 refuses it; 500 refuses it because of an error of ours. */
export type ZapStatus = 200 | 300 | 400 | 500

export interface ZapVerdict {
  readonly status: ZapStatus
  /** A text for the peer; cut after 255 bytes. */
  readonly text: string
  /** The user id, in the encoding of `octetText`; cut after 255 bytes. */
  readonly userId: string
  /** Metadata of the peer. Names have letters, digits, `-`, `_`, `.`, `+`; others are left out. */
  readonly metadata: ReadonlyMap<string, string>
}

export const NO_METADATA: ReadonlyMap<string, string> = new Map()

const MAX_STRING = 255

export function refuse(status: 300 | 400 | 500, text: string): ZapVerdict {
  return { status, text, userId: '', metadata: NO_METADATA }
}

export function encodeZapReply({ envelope, requestId }: ZapReturn, verdict: ZapVerdict): Uint8Array[] {
  const { status, text, userId, metadata } = verdict
  const admitted = status === 200
  return [
    ...envelope,
    Buffer.from(ZAP_VERSION),
    requestId,
    Buffer.from(String(status)),
    Buffer.from(text).subarray(0, MAX_STRING),
    (textOctets(admitted ? userId : '') as Buffer).subarray(0, MAX_STRING),
    admitted ? encodeMetadata(metadata) : Buffer.alloc(0),
  ]
}

function encodeMetadata(metadata: ReadonlyMap<string, string>): Uint8Array {
  const valid = [...metadata].filter(([name]) => isPropertyName(name))
  // Names are case-insensitive, and a list with one name twice is invalid: the last one counts.
  const unique = new Map(valid.map(([name, value]) => [name.toLowerCase(), [name, Buffer.from(value)] as const]))
  return encodeProperties(new Map(unique.values()))
}
