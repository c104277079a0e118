/** Requests to the ZAP handler of the context (RFC 27). Each has a pipe of its own, so that replies cannot be confused. */
import { copyBytes, utf8 } from '@tszmq/zmtp-codec/internal'
import type { AuthRequest, Message, Verdict } from '@tszmq/zmtp-codec'
import type { Flusher } from '../pipe/flusher.ts'
import type { Inproc } from '../inproc/inproc.ts'
import type { SocketOptionValues } from '../options/options.ts'
import { NOBODY, Pipe } from '../pipe/pipe.ts'
import type { Warnings } from '../events/warnings.ts'
import { ZmqError } from '../events/zmq-error.ts'
import type { Origin } from './authenticate.ts'
import { ZAP_REQUEST_ID, ZAP_VERSION, readZapReply } from './zap-reply.ts'

/** The inproc name that a ZAP handler binds. */
const ZAP_NAME = 'zeromq.zap.01'

/** What a context provides for ZAP requests. */
export interface ZapContext {
  readonly inproc: Inproc
  readonly flusher: Flusher
  readonly warnings: Warnings
}

/** Returns whether the context has a ZAP handler. */
export function hasZapHandler(inproc: Inproc): boolean {
  return inproc.isBound(ZAP_NAME)
}

/** Returns whether the ZAP handler of the context has crashed. Until another is bound, peers that it would decide about are rejected. */
export function zapHandlerCrashed(inproc: Inproc): boolean {
  return inproc.isBroken(ZAP_NAME)
}

/**
 * Remembers for one endpoint whether the context has had a handler since the endpoint was created. If so, the endpoint is guarded: after
 * the handler is closed, peers are rejected instead of admitted without a request.
 */
export class ZapGuard {
  readonly #inproc: Inproc
  /** Number of handlers that were bound and closed before. */
  readonly #before: number

  constructor(inproc: Inproc) {
    this.#inproc = inproc
    this.#before = inproc.timesBound(ZAP_NAME) - (inproc.isBound(ZAP_NAME) ? 1 : 0)
  }

  get guarded(): boolean {
    return this.#inproc.timesBound(ZAP_NAME) > this.#before
  }
}

/** The ZAP handler of the context has crashed and is about to close. */
export function crashZapHandler(inproc: Inproc): void {
  inproc.markBroken(ZAP_NAME)
}

/**
 * Sends a request and resolves with the verdict. Waits without a limit, until `signal` is aborted. Rejects with EPIPE if the handler closes,
 * and with ERR_ZAP_… if its reply is not valid.
 */
export function askZap(
  context: ZapContext,
  options: SocketOptionValues,
  request: AuthRequest,
  origin: Origin,
  signal: AbortSignal,
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const end = { highWaterMark: 0, conflate: false, flusher: context.flusher }
    const [requestEnd, handlerEnd] = Pipe.pair(end, end)
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', abort)
      requestEnd.owner = NOBODY
      requestEnd.close()
      settle()
    }
    const abort = (): void => done(() => reject(new ZmqError('EAGAIN', 'the ZAP handler did not answer in time')))
    requestEnd.owner = {
      readable: () => {
        const reply = requestEnd.read() as Message
        done(() => resolve(Promise.resolve(reply).then(readZapReply)))
      },
      writable: () => undefined,
      pipeClosed: () => done(() => reject(new ZmqError('EPIPE', 'the ZAP handler went away before it answered'))),
    }
    signal.addEventListener('abort', abort)
    const requester = { type: 'REQ' as const, options, adopt: () => undefined, identified: () => undefined }
    context.inproc.connect(ZAP_NAME, requester, handlerEnd)
    requestEnd.write(writeRequest(options, request, origin))
  })
}

/** As in libzmq, the identity is that of this socket. RFC 27 wants that of the peer, which only CURVE knows at this point. */
function writeRequest(options: SocketOptionValues, { mechanism, credentials }: AuthRequest, { domain, address }: Origin): Message {
  const fields = ['', ZAP_VERSION, ZAP_REQUEST_ID, domain, address].map((field) => utf8(field))
  return [...fields, copyBytes(options.routingId ?? []), utf8(mechanism), ...credentials.map((each) => copyBytes(each))]
}
