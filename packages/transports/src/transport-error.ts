/** The one error of this package: a full sentence, libzmq's code, and the endpoint it is about. */
import { errnoOf } from './errno.ts'

/** Thrown or rejected with when an address cannot be used. See `docs/errors.md` for each code. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /** libzmq's name of the error: EINVAL, EADDRINUSE, ENAMETOOLONG, ECONNREFUSED … */
  readonly code: string
  /** The endpoint, e.g. `tcp://127.0.0.1:5555`. */
  readonly address: string
  /** The system's number of the error, as in `os.constants.errno`, else libzmq's number of the code; never 0. */
  readonly errno: number

  constructor(code: string, message: string, address: string, options: { cause?: unknown; errno?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.address = address
    this.errno = options.errno || errnoOf(code)
  }
}
