/** The error of this package: libzmq's code, and a sentence with what was asked and what is. */
import { constants } from 'node:os'

/** libzmq's own numbers, which no operating system has (zmq.h: ZMQ_HAUSNUMERO + n). */
const ZMQ_ERRNO: Record<string, number> = {
  EFSM: 156384763,
  ENOCOMPATPROTO: 156384764,
  ETERM: 156384765,
  EMTHREAD: 156384766,
}

/** Thrown and rejected with. Recognise it by `code`, never by class: two builds may be loaded side by side. */
export class ZmqError extends Error {
  override readonly name = 'ZmqError'
  /** EAGAIN, EFSM, EINVAL … ; each has a heading in `docs/errors.md`. */
  readonly code: string
  /** libzmq's number of the code. */
  readonly errno: number
  /** The endpoint it is about, where there is one. */
  readonly address: string | undefined

  constructor(code: string, message: string, options: { address?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.errno = ZMQ_ERRNO[code] ?? (constants.errno as Record<string, number>)[code] ?? 0
    this.address = options.address
  }
}
