/** Errors with the addon's texts and numbers. The error of `sockets` is their `cause`. */
import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'

/** An error with a code and its number. */
export interface ErrnoError extends Error {
  /** The code, such as `EAGAIN`. */
  code: string
  /** The number of the code. */
  errno: number
  /** The endpoint that failed, if there is one. */
  address?: string
}

/** Numbers that no operating system has (zmq.h: ZMQ_HAUSNUMERO + n). */
const ZMQ_NUMBERS: Readonly<Record<string, number>> = {
  EFSM: 156384763,
  ENOCOMPATPROTO: 156384764,
  ETERM: 156384765,
  EMTHREAD: 156384766,
}

/** Texts by code: those of the addon, of libzmq, and of Linux. */
const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EAGAIN: 'Operation was not possible or timed out',
  EBADF: 'Socket is closed',
  EBUSY: 'Socket is busy',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EFSM: 'Operation cannot be accomplished in current state',
  EHOSTUNREACH: 'Host unreachable',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open file descriptors',
  EMTHREAD: 'No thread available',
  ENAMETOOLONG: 'File name too long',
  ENETUNREACH: 'Network is unreachable',
  ENOCOMPATPROTO: 'The protocol is not compatible with the socket type',
  ENODEV: 'No such device',
  ENOENT: 'No such endpoint',
  ENOTSOCK: 'Socket operation on non-socket',
  ENOTSUP: 'Operation not supported',
  EPERM: 'Operation not permitted',
  EPROTONOSUPPORT: 'Protocol not supported',
  ETERM: 'Context was terminated',
  ETIMEDOUT: 'Connection timed out',
}

interface Details {
  readonly text?: string | undefined
  readonly address?: string | undefined
  readonly cause?: unknown
}

/** Makes an error with `code`. Its text is the addon's for that code, unless `text` is given. */
export function addonError(code: string, { text, address, cause }: Details = {}): ErrnoError {
  const error = new Error(text ?? TEXTS[code] ?? systemText(code), cause === undefined ? undefined : { cause })
  const errno = ZMQ_NUMBERS[code] ?? (constants.errno as Record<string, number>)[code] ?? 0
  return Object.assign(error, { errno, code }, address === undefined ? undefined : { address })
}

/** Makes the addon's error of an error of `sockets`, its `cause`. Returns an error without a code, and a TypeError, unchanged. */
export function asAddonError(error: unknown, address?: string): Error {
  const code = (error as Partial<ErrnoError> | undefined)?.code
  if (code === undefined || error instanceof TypeError) return error as Error
  return addonError(code, { address, cause: error })
}

function systemText(code: string): string {
  for (const [name, text] of getSystemErrorMap().values()) if (name === code) return text
  return code
}
