/** The error class of this package: a full sentence, libzmq's code, and the endpoint. */
import { errnoOf } from './errno.ts'

/** Thrown, or rejected with, if an endpoint cannot be used. `docs/errors.md` explains each code. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /** libzmq's name of the error: `EINVAL`, `EADDRINUSE`, `ENAMETOOLONG`, `ECONNREFUSED` … */
  readonly code: string
  /** The endpoint that the error is about, such as `tcp://127.0.0.1:5555`. */
  readonly address: string
  /** The system's number of the error, as in `os.constants.errno`, or libzmq's number of the code. Never 0. */
  readonly errno: number

  constructor(code: string, message: string, address: string, options: { cause?: unknown; errno?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.address = address
    this.errno = options.errno || errnoOf(code)
  }
}
