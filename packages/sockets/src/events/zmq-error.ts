/** The error class of this package. */
import { errnoOf } from '@tszmq/transports/internal'

/** An error with a code. Recognise it by `code`, not by `instanceof`: the ES module and the CommonJS build may both be loaded. */
export class ZmqError extends Error {
  override readonly name = 'ZmqError'
  /** The code, such as EAGAIN, EFSM or EINVAL. Each has a heading in `docs/errors.md`. */
  readonly code: string
  /** The number of the code: the system's, or libzmq's if the system has none. Never 0. */
  readonly errno: number
  /** The endpoint that failed, if there is one. */
  readonly address: string | undefined

  constructor(code: string, message: string, options: { address?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.errno = errnoOf(code)
    this.address = options.address
  }
}
