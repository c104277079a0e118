/** Errors with a code and a number, as events carry them. */
import { ZmqError } from './zmq-error.ts'

/** An error with a code and its number. */
export interface CodedError extends Error {
  /** The code: libzmq's, the system's or one of this library (`docs/errors.md`). */
  readonly code: string
  /** The number of `code` in libzmq or the system. */
  readonly errno: number
}

/** Returns `thrown` if it has a code and a number; otherwise an EFAULT with `thrown` as its cause. For what callbacks throw. */
export function codedError(thrown: unknown): CodedError {
  const { code, errno, message } = (thrown ?? {}) as Partial<CodedError>
  if (typeof code === 'string' && typeof errno === 'number') return thrown as CodedError
  return new ZmqError('EFAULT', `the peer could not be authenticated: ${message ?? String(thrown)}`, { cause: thrown })
}
