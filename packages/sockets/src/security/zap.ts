/**
 * One question to the ZAP handler of the context (RFC 27), by a pipe of its own, so that no answer to another can be taken for
 * its own. Refuses answers that are not exactly what RFC 27 says.
 */
import type { AuthRequest, Message, Verdict } from '@tszmq/zmtp-codec'
import { DEFAULT_LIMITS } from '@tszmq/zmtp-codec'
import { decodeProperties, text } from '@tszmq/zmtp-codec/internal'
import type { Flusher } from '../core/flusher.ts'
import type { Inproc } from '../core/inproc.ts'
import type { SocketOptionValues } from '../core/options.ts'
import { NOBODY, Pipe } from '../core/pipe.ts'
import { ZmqError } from '../core/zmq-error.ts'
import type { Origin } from './authenticate.ts'
import { octetText } from './octet-text.ts'

/** The name a handler binds, in process. */
const ZAP_NAME = 'zeromq.zap.01'
const VERSION = '1.0'
/** There is one request on a pipe, ever: libzmq calls it this too. */
const REQUEST_ID = '1'
/** `"", version, request id, status code, status text, user id, metadata`. */
const REPLY_PARTS = 7
const MAX_USER_ID = 255

/** Where handlers are, and who wakes them. */
export interface ZapHouse {
  readonly inproc: Inproc
  readonly flusher: Flusher
}

/** Whether anybody answers for this context. */
export function hasZapHandler(inproc: Inproc): boolean {
  return inproc.isBound(ZAP_NAME)
}

/** Whether somebody answered for this context, and crashed: until there is another, nobody comes in whom it would have been asked about. */
export function zapHandlerCrashed(inproc: Inproc): boolean {
  return inproc.isBroken(ZAP_NAME)
}

/** The handler of this context has crashed, and is about to go. */
export function crashZapHandler(inproc: Inproc): void {
  inproc.break(ZAP_NAME)
}

/**
 * Asks, and waits as long as it takes: `signal` ends it. Rejects with EPIPE when the handler goes away, with a code of
 * ERR_ZAP_… when its answer is none.
 */
export function askZap(house: ZapHouse, options: SocketOptionValues, request: AuthRequest, origin: Origin, signal: AbortSignal): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const end = { highWaterMark: 0, conflate: false, flusher: house.flusher }
    const [own, far] = Pipe.pair(end, end)
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', abort)
      own.owner = NOBODY
      own.close()
      settle()
    }
    const abort = (): void => done(() => reject(new ZmqError('EAGAIN', 'the ZAP handler did not answer in time')))
    own.owner = {
      readable: () => {
        const reply = own.read() as Message
        done(() => resolve(Promise.resolve(reply).then(readReply)))
      },
      writable: () => undefined,
      pipeClosed: () => done(() => reject(new ZmqError('EPIPE', 'the ZAP handler went away before it answered'))),
    }
    signal.addEventListener('abort', abort)
    const asker = { type: 'REQ' as const, options, adopt: () => undefined, identified: () => undefined }
    house.inproc.connect(ZAP_NAME, asker, far)
    own.write(writeRequest(options, request, origin))
  })
}

/** The identity is that of the socket which asks, as libzmq has it: RFC 27 wants the peer's, which only CURVE knows by then. */
function writeRequest(options: SocketOptionValues, { mechanism, credentials }: AuthRequest, { domain, address }: Origin): Message {
  const fields = ['', VERSION, REQUEST_ID, domain, address].map((field) => Buffer.from(field))
  return [...fields, Buffer.from(options.routingId ?? []), Buffer.from(mechanism), ...credentials.map((each) => Buffer.from(each))]
}

function readReply(reply: Message): Verdict {
  if (reply.length !== REPLY_PARTS) throw bad('ERR_ZAP_MALFORMED_REPLY', `has ${reply.length} frames, not ${REPLY_PARTS}`)
  const [delimiter, version, requestId, status, statusText, userId, metadata] = reply as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  if (delimiter.length !== 0) throw bad('ERR_ZAP_UNSPECIFIED', 'does not begin with an empty frame')
  if (text(version) !== VERSION) throw bad('ERR_ZAP_BAD_VERSION', `is not of version ${VERSION}`)
  if (text(requestId) !== REQUEST_ID) throw bad('ERR_ZAP_BAD_REQUEST_ID', 'is to another request')
  if (!/^[2-5]00$/.test(text(status))) throw bad('ERR_ZAP_INVALID_STATUS_CODE', 'has a status that is none of 200, 300, 400 and 500')
  if (userId.length > MAX_USER_ID) throw bad('ERR_ZAP_MALFORMED_REPLY', `has a user id of ${userId.length} bytes, more than ${MAX_USER_ID}`)
  return {
    status: Number(text(status)) as Verdict['status'],
    text: Buffer.from(statusText).toString(),
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
