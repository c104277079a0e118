/** Makes the errors of one attempt to use an endpoint: `cannot bind tcp://…: the address is in use`. */
import { TransportError } from './transport-error.ts'

/** The reason in the sentence, by the system's error code. For other codes the sentence has the system's own message. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'the address does not belong to this host',
  EAFNOSUPPORT: 'this host does not have that kind of address',
  EAGAIN: 'the peer has too many connections waiting',
  ECONNABORTED: 'the connection was aborted',
  ECONNREFUSED: 'no process is listening there',
  ECONNRESET: 'the peer reset the connection',
  EHOSTUNREACH: 'there is no route to the host',
  EISDIR: 'the path is a directory',
  EMFILE: 'this process has too many files open',
  ENETDOWN: 'the network is down',
  ENETUNREACH: 'the network is unreachable',
  ENFILE: 'the system has too many files open',
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'part of the path is not a directory',
  ENOTSOCK: 'the path is not a socket',
  EPERM: 'not permitted',
  EPIPE: 'the peer closed the connection',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'the peer did not answer in time',
}

/** Returns the code of a system error. An error without a code is EINVAL, as in libzmq. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'EINVAL'
}

/** What is done to which endpoint; makes the {@link TransportError} when it fails. */
export class Attempt {
  readonly doing: string
  readonly endpoint: string

  /** `doing` reads before the endpoint: `cannot bind`, `cannot connect to`, `lost`. */
  constructor(doing: string, endpoint: string) {
    this.doing = doing
    this.endpoint = endpoint
  }

  /** Makes an error for an attempt that this library refuses, with the reason in words. */
  refuse(code: string, reason: string, cause?: unknown): TransportError {
    return new TransportError(code, `${this.doing} ${this.endpoint}: ${reason}`, this.endpoint, { cause })
  }

  /** Makes an error of a system error, with its code and number. A TransportError is returned as it is. */
  failed(cause: unknown): TransportError {
    if (cause instanceof TransportError) return cause
    const code = errorCode(cause)
    const number = (cause as { errno?: unknown } | null)?.errno
    const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : code)
    return new TransportError(code, `${this.doing} ${this.endpoint}: ${reason}`, this.endpoint, {
      cause,
      errno: typeof number === 'number' ? Math.abs(number) : 0,
    })
  }
}
