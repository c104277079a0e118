/** An error with a code and a number, as events carry it. */
import { ZmqError } from './zmq-error.ts'

/** An error with a code, as everything here rejects with. */
export interface CodedError extends Error {
  /** The name of the error: libzmq's, the system's or ours (`docs/errors.md`). */
  readonly code: string
  /** The number of `code`, as libzmq or the system counts. */
  readonly errno: number
}

/** Returns `thrown` if it has a code and a number; otherwise an EFAULT with `thrown` as its cause. For what callbacks throw. */
export function codedError(thrown: unknown): CodedError {
  const { code, errno, message } = (thrown ?? {}) as Partial<CodedError>
  if (typeof code === 'string' && typeof errno === 'number') return thrown as CodedError
  return new ZmqError('EFAULT', `the peer could not be authenticated: ${message ?? String(thrown)}`, { cause: thrown })
}
