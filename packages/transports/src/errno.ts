/** The numbers of error codes: the system's if it has the code, otherwise libzmq's. */
import { nodeOs } from './node/node-modules.ts'

/** ZMQ_HAUSNUMERO of zmq.h: the base of the numbers for codes that the system does not have. */
const BASE = 156384712

/** libzmq's numbers (zmq.h) of the codes that this library uses. */
const ZMQ_ERRNO: Readonly<Record<string, number>> = {
  ENOTSUP: BASE + 1,
  EPROTONOSUPPORT: BASE + 2,
  ENETDOWN: BASE + 4,
  EADDRINUSE: BASE + 5,
  EADDRNOTAVAIL: BASE + 6,
  ECONNREFUSED: BASE + 7,
  ENOTSOCK: BASE + 9,
  EAFNOSUPPORT: BASE + 11,
  ENETUNREACH: BASE + 12,
  ECONNABORTED: BASE + 13,
  ECONNRESET: BASE + 14,
  ETIMEDOUT: BASE + 16,
  EHOSTUNREACH: BASE + 17,
  EFSM: BASE + 51,
  ENOCOMPATPROTO: BASE + 52,
  ETERM: BASE + 53,
  EMTHREAD: BASE + 54,
}

/** Linux's numbers of the codes that the library uses without a system, as in a browser. */
const POSIX_ERRNO: Readonly<Record<string, number>> = { EPERM: 1, EAGAIN: 11, ENOMEM: 12, EACCES: 13, EINVAL: 22, EMFILE: 24, EPROTO: 71 }

/** Returns the number of `code`. For a code that neither the system nor libzmq has, such as `ERR_ZMTP_…`, it is that of EPROTO. */
export function errnoOf(code: string): number {
  const system: Readonly<Record<string, number>> = isNode() ? nodeOs().constants.errno : POSIX_ERRNO
  return system[code] ?? ZMQ_ERRNO[code] ?? system['EPROTO'] ?? BASE
}

/** Returns false in a browser, also if a bundler adds a `process` object. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { getBuiltinModule?: unknown } }
  return process?.getBuiltinModule !== undefined
}
