/**
 * One question to the ZAP handler of the context (RFC 27), by a pipe of its own, so that no answer to another can be taken for
 * its own. It never takes silence for an answer.
 */
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

/** The name a handler binds, in process. */
const ZAP_NAME = 'zeromq.zap.01'

/** Where handlers are, and who wakes them. */
export interface ZapHouse {
  readonly inproc: Inproc
  readonly flusher: Flusher
  readonly warnings: Warnings
}

/** Whether anybody answers for this context. */
export function hasZapHandler(inproc: Inproc): boolean {
  return inproc.isBound(ZAP_NAME)
}

/** Whether somebody answered for this context, and crashed: until there is another, nobody comes in whom it would have been asked about. */
export function zapHandlerCrashed(inproc: Inproc): boolean {
  return inproc.isBroken(ZAP_NAME)
}

/**
 * Remembers for one endpoint whether the context has had a handler since the endpoint exists. Such an endpoint is guarded: if the handler
 * is closed, peers are refused rather than admitted without being asked about.
 */
export class ZapGuard {
  readonly #inproc: Inproc
  /** Handlers that had come and gone before. */
  readonly #before: number

  constructor(inproc: Inproc) {
    this.#inproc = inproc
    this.#before = inproc.timesBound(ZAP_NAME) - (inproc.isBound(ZAP_NAME) ? 1 : 0)
  }

  get guarded(): boolean {
    return this.#inproc.timesBound(ZAP_NAME) > this.#before
  }
}

/** The handler of this context has crashed, and is about to go. */
export function crashZapHandler(inproc: Inproc): void {
  inproc.break(ZAP_NAME)
}

/**
 * Asks, and waits as long as it takes: `signal` ends it. Rejects with EPIPE when the handler goes away, with a code of
 * ERR_ZAP_… when its answer is none.
 */
export function askZap(
  house: ZapHouse,
  options: SocketOptionValues,
  request: AuthRequest,
  origin: Origin,
  signal: AbortSignal,
): Promise<Verdict> {
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
        done(() => resolve(Promise.resolve(reply).then(readZapReply)))
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
  const fields = ['', ZAP_VERSION, ZAP_REQUEST_ID, domain, address].map((field) => utf8(field))
  return [...fields, copyBytes(options.routingId ?? []), utf8(mechanism), ...credentials.map((each) => copyBytes(each))]
}
