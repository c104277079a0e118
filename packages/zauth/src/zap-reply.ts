/** The answer to a request for authentication (RFC 27). Only success has a user and metadata. */
import { encodeProperties, isPropertyName } from '@tszmq/zmtp-codec/internal'
import { textOctets } from '@tszmq/sockets/internal'
import type { ZapReturn } from './zap-request.ts'
import { ZAP_VERSION } from './zap-request.ts'

/** 200 lets the peer in; 300 asks it to try later; 400 refuses it; 500 says that nobody can tell. */
export type ZapStatus = 200 | 300 | 400 | 500

export interface ZapVerdict {
  readonly status: ZapStatus
  /** Says more; at most 255 bytes of it. */
  readonly text: string
  /** Who the peer is, as `octetText` has it; at most 255 bytes. */
  readonly userId: string
  /** More about it: names of letters, digits, `-`, `_`, `.`, `+`. Others are left out. */
  readonly metadata: ReadonlyMap<string, string>
}

export const NO_METADATA: ReadonlyMap<string, string> = new Map()

const MAX_STRING = 255

export function refuse(status: 300 | 400 | 500, text: string): ZapVerdict {
  return { status, text, userId: '', metadata: NO_METADATA }
}

export function encodeZapReply({ envelope, requestId }: ZapReturn, verdict: ZapVerdict): Uint8Array[] {
  const { status, text, userId, metadata } = verdict
  const well = status === 200
  return [
    ...envelope,
    Buffer.from(ZAP_VERSION),
    requestId,
    Buffer.from(String(status)),
    Buffer.from(text).subarray(0, MAX_STRING),
    (textOctets(well ? userId : '') as Buffer).subarray(0, MAX_STRING),
    well ? encodeMetadata(metadata) : Buffer.alloc(0),
  ]
}

function encodeMetadata(metadata: ReadonlyMap<string, string>): Uint8Array {
  const sound = [...metadata].filter(([name]) => isPropertyName(name))
  // Names are case-insensitive: the last one counts, or the whole list is none.
  const once = new Map(sound.map(([name, value]) => [name.toLowerCase(), [name, Buffer.from(value)] as const]))
  return encodeProperties(new Map(once.values()))
}
