/** The ZAP handler of a context (RFC 27): a ROUTER at `inproc://zeromq.zap.01`. It answers each request once, and does not keep the process alive. */
import type { ActorLog } from '@tszmq/zactor'
import type { Context } from '@tszmq/sockets'
import { Router, ZmqError } from '@tszmq/sockets'
import { crashZapHandler } from '@tszmq/sockets/internal'
import type { Authenticator } from './authenticator.ts'
import { encodeZapReply, refuse } from './zap-reply.ts'
import type { ZapVerdict } from './zap-reply.ts'
import type { ParsedRequest } from './zap-request.ts'
import { isFault, parseZapRequest } from './zap-request.ts'

/** The endpoint to which the sockets of a context send their requests. */
export const ZAP_ENDPOINT = 'inproc://zeromq.zap.01'

/** Maximum number of requests under way. Further requests get the status 300. */
const MAX_PENDING = 10_000

export class ZapServer {
  readonly #router: Router
  readonly #authenticator: Authenticator
  readonly #log: ActorLog
  readonly #broken: (error: unknown) => void
  #pending = 0
  #serving = false

  private constructor(router: Router, authenticator: Authenticator, log: ActorLog, broken: (error: unknown) => void) {
    this.#router = router
    this.#authenticator = authenticator
    this.#log = log
    this.#broken = broken
  }

  /** `broken` is called with the error if the server fails; it has crashed then. Throws EADDRINUSE. */
  static bind(context: Context, authenticator: Authenticator, log: ActorLog, broken: (error: unknown) => void): ZapServer {
    const router = new Router({ context, linger: 0 })
    const server = new ZapServer(router, authenticator, log, broken)
    try {
      router.bindSync(ZAP_ENDPOINT)
    } catch (error) {
      router.close()
      throw (error as ZmqError).code === 'EADDRINUSE' ? taken(error) : error
    }
    router.watch(() => {
      try {
        server.#serve()
      } catch (error) {
        server.#break(error)
      }
    })
    return server
  }

  /** Requests under way get no answer, and later ones find no handler. */
  close(): void {
    this.#router.close()
  }

  /** As `close`. Every peer is refused until another handler is bound, even where libzmq admits peers without a handler. */
  crash(): void {
    if (this.#router.closed) return
    crashZapHandler(this.#router.context.inproc)
    this.close()
  }

  #break(error: unknown): void {
    this.crash()
    this.#broken(error)
  }

  #serve(): void {
    if (this.#serving) return
    this.#serving = true
    for (let message = this.#next(); message !== undefined; message = this.#next()) this.#answer(message)
    this.#serving = false
  }

  #next(): Buffer[] | undefined {
    try {
      return this.#router.tryReceive()
    } catch (error) {
      if ((error as ZmqError).code !== 'EBADF') throw error
      return undefined
    }
  }

  #answer(message: Buffer[]): void {
    const parsed = parseZapRequest(message)
    if (parsed === undefined) return this.#log.warn(`a request of ${message.length} frames has no sender to answer`)
    const { request } = parsed
    if (isFault(request)) {
      this.#log.warn(`a request was not understood: ${request.status} ${request.text}`)
      return this.#reply(parsed, refuse(request.status, request.text))
    }
    if (this.#pending >= MAX_PENDING) return this.#reply(parsed, refuse(300, 'Too many handshakes'))
    this.#pending++
    this.#authenticator
      .judge(request)
      .then((verdict) => {
        this.#pending--
        this.#reply(parsed, verdict)
      })
      .catch((error: unknown) => this.#break(error))
  }

  #reply({ back }: ParsedRequest, verdict: ZapVerdict): void {
    if (!this.#router.closed) this.#router.trySend(encodeZapReply(back, verdict))
  }
}

function taken(cause: unknown): ZmqError {
  return new ZmqError('EADDRINUSE', `there is a ZAP handler in this context already: ${ZAP_ENDPOINT} is in use`, {
    address: ZAP_ENDPOINT,
    cause,
  })
}
