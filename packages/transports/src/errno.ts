/** Numbers of error codes: the system's where it has the code, else libzmq's. */
import { nodeOs } from './node/node-modules.ts'

/** ZMQ_HAUSNUMERO of zmq.h: codes that a system does not have are counted from here. */
const BASE = 156384712

/** libzmq's numbers, as in zmq.h, of the codes that this library gives. */
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

/** Linux's numbers of the codes that the library gives without a system to ask, as in a browser. */
const POSIX_ERRNO: Readonly<Record<string, number>> = { EPERM: 1, EAGAIN: 11, ENOMEM: 12, EACCES: 13, EINVAL: 22, EMFILE: 24, EPROTO: 71 }

/** Returns the number of `code`. A code that neither the system nor libzmq has, such as `ERR_ZMTP_…`, has the number of EPROTO. */
export function errnoOf(code: string): number {
  const system: Readonly<Record<string, number>> = isNode() ? nodeOs().constants.errno : POSIX_ERRNO
  return system[code] ?? ZMQ_ERRNO[code] ?? system['EPROTO'] ?? BASE
}

/** A bundler may put a `process` of its own into a browser: it has no modules. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { getBuiltinModule?: unknown } }
  return process?.getBuiltinModule !== undefined
}
