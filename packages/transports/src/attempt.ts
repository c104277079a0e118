/** One attempt to use an endpoint: the first half of every error sentence. It decides nothing. */
import { TransportError } from './transport-error.ts'

/** How a system's error code ends the sentence. A code that is not here is named as it is. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'the address does not belong to this host',
  EAFNOSUPPORT: 'this host does not have that kind of address',
  EAGAIN: 'the peer has too many connections waiting',
  ECONNABORTED: 'the connection was aborted',
  ECONNREFUSED: 'nobody is listening there',
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
  ETIMEDOUT: 'no answer in time',
}

/** The code of a system error, or EINVAL (what libzmq says when it has nothing better) for anything without one. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'EINVAL'
}

export class Attempt {
  readonly doing: string
  readonly endpoint: string

  /** `doing` reads before the endpoint: `cannot bind`, `cannot connect to`, `lost`. */
  constructor(doing: string, endpoint: string) {
    this.doing = doing
    this.endpoint = endpoint
  }

  /** Our own refusal, with its reason in words. */
  refuse(code: string, reason: string, cause?: unknown): TransportError {
    return new TransportError(code, `${this.doing} ${this.endpoint}: ${reason}`, this.endpoint, { cause })
  }

  /** What the system said, in a sentence; its code and number are kept. */
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
