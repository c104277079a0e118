/** The error of this package: libzmq's code, and a sentence with what was asked and what is. */
import { errnoOf } from '@tszmq/transports/internal'

/** Thrown and rejected with. Recognise it by `code`, never by class: two builds may be loaded side by side. */
export class ZmqError extends Error {
  override readonly name = 'ZmqError'
  /** EAGAIN, EFSM, EINVAL … ; each has a heading in `docs/errors.md`. */
  readonly code: string
  /** The system's number of the code, else libzmq's; never 0. */
  readonly errno: number
  /** The endpoint it is about, where there is one. */
  readonly address: string | undefined

  constructor(code: string, message: string, options: { address?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.errno = errnoOf(code)
    this.address = options.address
  }
}
